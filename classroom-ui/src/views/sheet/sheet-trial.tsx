/* SPDX-License-Identifier: MIT */
/* "How would the class's ink be read with this?": counts for each question, nothing kept. */
import { documentNow, trial } from "./editor";
import type { TrialAnswer } from "../../wire/sheet";
import { sheetWords } from "./words";

/** What is in no row, in words. */
function leftOut({ pupils, of, off_sheet, no_page, unclaimed }: TrialAnswer): string[] {
  const { noInk, offSheet, noPage, nobodys } = sheetWords.value.leftOutOf;
  const told: [number, (n: number) => string][] = [[of - pupils, noInk], [off_sheet, offSheet], [no_page, noPage], [unclaimed, nobodys]];
  return told.filter(([n]) => n > 0).map(([n, words]) => words(n));
}

export function SheetTrial() {
  const words = sheetWords.value;
  const answer = trial.value;
  if (!answer) return null;
  const title = (number: number) => documentNow.value?.questions.find((one) => one.number === number)?.name || String(number);
  return (
    <section class="sheet-trial" role="status" ref={(section) => section?.scrollIntoView({ block: "nearest" })}>
      <p>{words.tried(answer.pupils, answer.of)}</p>
      {leftOut(answer).length > 0 && <p>{words.triedLeftOut(leftOut(answer))}</p>}
      <table>
        <thead>
          <tr>
            {words.triedColumns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.questions.map((row) => (
            <tr key={row.question} class={row.changed > 0 || row.right !== row.right_now ? "row-changed" : undefined}>
              <th scope="row">{title(row.question)}</th>
              <td>{row.read}</td>
              <td>{row.refused}</td>
              <td>{row.ink}</td>
              <td>{row.blank}</td>
              <td>{row.changed > 0 ? <b>{row.changed}</b> : 0}</td>
              <td>{`${row.right} (${row.right_now})`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
