/* SPDX-License-Identifier: MIT */
/* Whose work goes up: a question or the whole page, then the pupils of the class. */
import { pupilTitle } from "../../parts/pupil";
import { classState } from "../../state/console";
import { showView } from "../../state/route";
import type { Seat } from "../../wire/messages";
import type { Results } from "../../wire/results";
import type { Wall } from "../../wire/wall";
import { askWall, putOnWall } from "./wall-actions";
import { wallWords } from "./words";

/** The copy that has the pupil's answer; of the whole page, the one being written. Null: no ink yet. */
function copyOf(seat: Seat, results: Results | null, question: number): number | null {
  if (question === 0) return seat.page?.copy ?? null;
  const pupil = results?.pupils.find((other) => other.seat === seat.seat);
  const copy = pupil?.answers.find((answer) => answer.question === question)?.copy;
  return copy || seat.page?.copy || null;
}

function Pick({ seat, question, wall }: { seat: Seat; question: number; wall: Wall }) {
  const words = wallWords.value;
  const copy = copyOf(seat, classState.value?.results ?? null, question);
  const shown = wall.items.find((item) => item.copy === copy && item.question === question);
  const toggle = () => {
    if (shown) void askWall({ type: "wall-remove", item: shown.item });
    else if (copy !== null) putOnWall(copy, question);
  };
  return (
    <button type="button" class="wall-pick" aria-pressed={!!shown} disabled={copy === null} onClick={toggle}>
      <span>{seat.pupil?.number}</span>
      <b>{pupilTitle(seat)}</b>
      <small>{copy === null ? words.noInk : shown ? words.onWall : ""}</small>
    </button>
  );
}

export function WallPicker({ question, wall }: { question: number; wall: Wall }) {
  const words = wallWords.value;
  const state = classState.value;
  const seats = (state?.seats ?? []).filter((seat) => seat.pupil);
  const byNumber = [...seats].sort((a, b) => a.pupil!.number - b.pupil!.number);
  return (
    <section class="wall-picker" aria-labelledby="wall-pick-title">
      <h2 id="wall-pick-title">{words.pick}</h2>
      <label>
        {words.what}
        <select value={question} onChange={(event) => showView("wall", [event.currentTarget.value], true)}>
          <option value={0}>{words.wholePage}</option>
          {(state?.results?.sheet?.questions ?? []).map((one) => (
            <option key={one.question} value={one.question}>
              {words.question(one.name || String(one.question))}
            </option>
          ))}
        </select>
      </label>
      <p>{words.pickHelp}</p>
      <div class="wall-picks">
        {byNumber.map((seat) => (
          <Pick key={seat.seat} seat={seat} question={question} wall={wall} />
        ))}
      </div>
    </section>
  );
}
