/* SPDX-License-Identifier: MIT */
/* Questions by pupils, in the order of the seats: each cell has a sign of its own, colour only helps. */
import { pupilTitle } from "../../parts/pupil";
import type { Seat } from "../../wire/messages";
import type { Results } from "../../wire/results";
import { cellOf, isProposed, type Cell } from "./figures";
import { words } from "./words";

const SIGNS: Record<Cell, string> = { right: "✓", wrong: "×", half: "◐", blank: "○", done: "☆", open: "?", none: "·" };

export function jumpTo(selector: string): void {
  document.querySelector(selector)?.scrollIntoView();
}

export function HeatTable({ results, seats, here }: { results: Results; seats: readonly Seat[]; here: number }) {
  const pupils = new Map(results.pupils.map((pupil) => [pupil.seat, pupil]));
  const questions = results.sheet?.questions ?? [];
  return (
    <section class="heat">
      <h2>
        {words.value.heat}
        <button type="button" class="text-button" onClick={() => jumpTo(".questions > *")}>
          {words.value.table} ↑
        </button>
      </h2>
      <p>
        {words.value.heatHelp}
        {(Object.keys(SIGNS) as Cell[]).map((cell) => (
          <span key={cell} class="heat-key">
            <i class={`cell cell-${cell}`}>{SIGNS[cell]}</i>
            {words.value.cells[cell]}
          </span>
        ))}
        <span class="heat-key">
          <i class="cell cell-right cell-proposed">✓</i>
          {words.value.proposed}
        </span>
      </p>
      <div class="heat-scroll">
        <table>
          <tbody>
            {questions.map((question) => (
              <tr key={question.question} class={question.question === here ? "heat-here" : undefined}>
                <th scope="row">{question.name || question.question}</th>
                {seats
                  .filter((seat) => seat.pupil)
                  .map((seat) => {
                    const answer = pupils.get(seat.seat)?.answers.find((one) => one.question === question.question);
                    const cell = cellOf(answer, question);
                    const proposed = isProposed(answer);
                    const label = words.value.cellLabel(pupilTitle(seat), question.name || String(question.question), words.value.cells[cell] + (proposed ? words.value.proposedCell : ""));
                    return (
                      <td key={seat.seat} class={`cell cell-${cell}${proposed ? " cell-proposed" : ""}`} title={label} aria-label={label}>
                        {SIGNS[cell]}
                      </td>
                    );
                  })}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th />
              {seats
                .filter((seat) => seat.pupil)
                .map((seat) => (
                  <td key={seat.seat}>{seat.pupil!.number}</td>
                ))}
            </tr>
          </tfoot>
        </table>
      </div>
    </section>
  );
}
