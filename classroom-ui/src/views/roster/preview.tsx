/* SPDX-License-Identifier: MIT */
/* What a list would change, row by row, before anything is. */
import { useState } from "preact/hooks";
import { Icon, type IconName } from "../../parts/icon";
import { language } from "../../state/settings";
import { CHANGE_KINDS, problemsAddress, type ChangeKind, type Person, type Preview, type RosterProblem } from "../../wire/roster";
import { ClassName } from "./choose-file";
import { apply, lookAgain, startOver } from "./roster-state";
import { words } from "./words";

const ICONS: Record<ChangeKind, IconName> = { added: "check", changed: "pen", moved: "forward", left: "out" };

function before(person: Person | null): string {
  return person ? [person.class, person.number, person.name].filter((part) => part !== undefined).join(" ") : "";
}

function Changes({ preview }: { preview: Preview }) {
  const w = words.value;
  if (preview.changes.length === 0) return <p>{w.nothing}</p>;
  return (
    <div class="roster-changes" tabIndex={0} role="region" aria-label={w.previewOf("")}>
      <table class="data-table">
        <thead>
          <tr>
            {["", w.class, w.number, w.name, w.was, w.line].map((name) => (
              <th key={name} scope="col">
                {name || <span class="unseen">{w.kinds.changed}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.changes.map((change, i) => (
            <tr key={i} class={`roster-${change.kind}`}>
              <td>
                <span class="roster-kind">
                  <Icon name={ICONS[change.kind]} size={15} />
                  {change.number_taken ? w.numberTaken : w.kinds[change.kind]}
                </span>
              </td>
              <td>{change.class}</td>
              <td>{change.number}</td>
              <td>{change.name ?? "—"}</td>
              <td>{before(change.before)}</td>
              <td>{change.line || ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Problems({ problems, preview }: { problems: readonly RosterProblem[]; preview: number }) {
  const w = words.value;
  if (problems.length === 0) return null;
  return (
    <div class="roster-problems">
      <strong>
        <Icon name="warning" size={16} />
        {w.problems(problems.length)}
      </strong>
      <ul>
        {problems.slice(0, 20).map((problem) => (
          <li key={`${problem.sheet} ${problem.line}`}>
            {problem.sheet} {w.line} {problem.line}: {problem[language.value]}
          </li>
        ))}
      </ul>
      <a href={problemsAddress(preview)} download={w.problemsName}>
        {w.problemsFile}
      </a>
      <ClassName onCommit={() => void lookAgain()} />
    </div>
  );
}

export function PreviewOfImport({ preview, file }: { preview: Preview; file: string }) {
  const w = words.value;
  const [moveOut, setMoveOut] = useState(false);
  const [consent, setConsent] = useState(false);
  const mayStay = preview.changes.filter((change) => change.kind === "left" && !change.number_taken).length;
  const n = preview.changes.length - (moveOut ? 0 : mayStay);
  return (
    <>
      <h3>{w.previewOf(file)}</h3>
      <ul class="roster-counts">
        {CHANGE_KINDS.filter((kind) => preview.counts[kind] > 0).map((kind) => (
          <li key={kind} class={`roster-${kind}`}>
            <strong>{preview.counts[kind]}</strong> {w.kinds[kind]}
          </li>
        ))}
        <li>{w.counts(preview.counts.same)}</li>
      </ul>
      <Problems problems={preview.problems} preview={preview.preview} />
      {preview.ignored.length > 0 && <p class="roster-note">{w.ignored(preview.ignored.join("、"))}</p>}
      {preview.without_grade.length > 0 && <p class="roster-note">{w.withoutGrade(preview.without_grade.join("、"))}</p>}
      <Changes preview={preview} />
      {mayStay > 0 && (
        <label class="roster-check">
          <input type="checkbox" id="move-out" checked={moveOut} onChange={(event) => setMoveOut(event.currentTarget.checked)} />
          {w.moveOut(mayStay)}
        </label>
      )}
      <label class="roster-check">
        <input type="checkbox" id="consent" checked={consent} onChange={(event) => setConsent(event.currentTarget.checked)} />
        <span>
          {w.consent} <small>{w.consentHelp}</small>
        </span>
      </label>
      <p class="roster-buttons">
        <button type="button" class="main-button" id="apply" onClick={() => void apply(preview.preview, moveOut, consent)}>
          {w.apply(n)}
        </button>
        <button type="button" class="plain-button" onClick={startOver}>
          {w.cancel}
        </button>
      </p>
    </>
  );
}
