/* SPDX-License-Identifier: MIT */
/* Whole copies: what each came to, its level at one touch or key, and the papers as the teacher's pen goes through them. */
import { useState } from "preact/hooks";
import { useKeys } from "../../parts/keys";
import { pupilTitle } from "../../parts/pupil";
import { classState } from "../../state/console";
import { routeHash } from "../../state/route-address";
import { t } from "../../state/settings";
import type { Seat } from "../../wire/messages";
import type { PupilResults, Results } from "../../wire/results";
import { LevelButtons } from "./level-buttons";
import { done, giveLevel, undoLast } from "./marking-actions";
import { markText } from "./verdict-mark";
import { words } from "./words";
import { Papers } from "./papers";

interface Row {
  readonly seat: Seat;
  readonly pupil: PupilResults;
}

/** In the order of the class; never by what they came to. */
function rowsOf(results: Results): Row[] {
  const seats = classState.value?.seats ?? [];
  return results.pupils
    .flatMap((pupil) => {
      const seat = seats.find((one) => one.seat === pupil.seat);
      return seat?.pupil && pupil.answers.some((answer) => answer.copy !== 0) ? [{ seat, pupil }] : [];
    })
    .sort((a, b) => a.seat.pupil!.number - b.seat.pupil!.number);
}

function said({ total }: PupilResults): string {
  const points = total.points === undefined ? "" : t.value.pointsOf(total.points, total.points_max ?? 0);
  return words.value.totals(total.right, total.wrong, total.half, total.open) + points;
}

export function CopiesBoard({ results }: { results: Results }) {
  const [chosen, setChosen] = useState(-1);
  const levels = results.sheet?.levels ?? [];
  const rows = rowsOf(results);
  const at = rows.findIndex(({ seat }) => seat.seat === chosen);
  const go = (index: number) => {
    const next = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (!next) return;
    setChosen(next.seat.seat);
    document.getElementById(`copy-${next.seat.seat}`)?.scrollIntoView({ block: "nearest" });
  };
  const give = (level: string) => {
    if (at < 0) return;
    giveLevel(chosen, level);
    if (level !== "") go(at + 1);
  };
  const keys: Record<string, () => void> = {
    ArrowUp: () => go(at - 1),
    ArrowDown: () => go(at + 1),
    Backspace: () => give(""),
    u: undoLast,
  };
  levels.forEach((level, i) => (keys[String(i + 1)] = () => give(level)));
  useKeys(keys);
  return (
    <>
      <div class="marking-bar">
        <h2>{words.value.copies}</h2>
        {levels.length > 0 && <span>{words.value.copiesHelp}</span>}
        <button type="button" class="text-button" disabled={done.value.length === 0} onClick={undoLast}>
          {words.value.undo} (U)
        </button>
      </div>
      <div class="answer-groups">
        <ul class="copies">
          {rows.map(({ seat, pupil }) => {
            const mark = pupil.answers.find((answer) => answer.question === 0)?.mark;
            return (
              <li key={seat.seat} id={`copy-${seat.seat}`} aria-current={seat.seat === chosen} onClick={() => setChosen(seat.seat)}>
                <a href={routeHash({ view: "page", seat: seat.seat, copy: null })}>{pupilTitle(seat)}</a>
                <small>{said(pupil)}</small>
                {mark && <strong class="verdict verdict-mark">{markText(mark)}</strong>}
                <LevelButtons seat={seat.seat} mark={mark} levels={levels} />
              </li>
            );
          })}
        </ul>
        {rows.length === 0 && <p class="nothing">{words.value.nothing}</p>}
      </div>
      <Papers results={results} />
    </>
  );
}
