/* SPDX-License-Identifier: MIT */
/* The classes as they are. */
import { enterClass } from "../../parts/class-switch";
import { Icon } from "../../parts/icon";
import { t } from "../../state/settings";
import type { ListedClass, ListedPupil } from "../../wire/roster";
import { words } from "./words";

function Row({ pupil }: { pupil: ListedPupil }) {
  const w = words.value;
  return (
    <tr>
      <td>{pupil.number}</td>
      <th scope="row">{pupil.name ?? "—"}</th>
      <td>{pupil.school_number}</td>
      <td class={pupil.consent ? "roster-yes" : "roster-no"}>
        <Icon name={pupil.consent ? "check" : "none"} size={15} />
        {pupil.consent ? w.consentYes : w.consentNo}
      </td>
    </tr>
  );
}

export function ClassTables({ classes }: { classes: readonly ListedClass[] }) {
  const w = words.value;
  if (classes.length === 0)
    return (
      <section class="nothing">
        <h2>{w.empty}</h2>
        <p>{w.emptyHelp}</p>
      </section>
    );
  return (
    <section class="roster-classes">
      {classes.map((one) => (
        <div key={one.id} class="roster-entry">
          <details open={one.open}>
            <summary>
              <strong>{one.name}</strong> {w.pupilsOf(one.pupils.length)}
              {one.open && <span class="roster-open">{w.open}</span>}
            </summary>
            <table class="data-table">
              <thead>
                <tr>
                  {[w.number, w.name, w.schoolNumber, w.hasConsent].map((name) => (
                    <th key={name} scope="col">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {one.pupils.map((pupil) => (
                  <Row key={pupil.id} pupil={pupil} />
                ))}
              </tbody>
            </table>
          </details>
          {!one.open && (
            <button type="button" class="tool-button" aria-label={`${t.value.classEnter} ${one.name}`} onClick={() => enterClass(one.id)}>
              {t.value.classEnter}
            </button>
          )}
        </div>
      ))}
    </section>
  );
}
