/* SPDX-License-Identifier: MIT */
/* The classes as they are. */
import { Icon } from "../../parts/icon";
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
        <details key={one.id} open={one.open}>
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
      ))}
    </section>
  );
}
