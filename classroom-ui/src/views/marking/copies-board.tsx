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

const wholeMark = ({ answers }: PupilResults) => answers.find((answer) => answer.question === 0)?.mark;

export function CopiesBoard({ results }: { results: Results }) {
  const [chosen, setChosen] = useState(-1);
  /** What was said of a copy that the pen has marked: it has to be said twice. */
  const [asked, setAsked] = useState<{ seat: number; level: string } | null>(null);
  const levels = results.sheet?.levels ?? [];
  const rows = rowsOf(results);
  const at = rows.findIndex(({ seat }) => seat.seat === chosen);
  const go = (index: number) => {
    const next = rows[Math.max(index, 0)];
    if (!next) return;
    setChosen(next.seat.seat);
    document.getElementById(`copy-${next.seat.seat}`)?.focus();
  };
  const give = (seat: number, level: string) => {
    const row = rows.find((one) => one.seat.seat === seat);
    if (!row) return false;
    const isSaid = asked?.seat === seat && asked.level === level;
    if (wholeMark(row.pupil)?.source === "teacher-pen" && !isSaid) {
      setAsked({ seat, level });
      return false;
    }
    setAsked(null);
    giveLevel(seat, level);
    return true;
  };
  const press = (level: string) => {
    if (!give(chosen, level) || level === "") return;
    // Behind the last nobody is chosen: a key too many gives nobody a level.
    if (at + 1 < rows.length) go(at + 1);
    else setChosen(-1);
  };
  const keys: Record<string, () => void> = {
    ArrowUp: () => go(at - 1),
    ArrowDown: () => go(at + 1),
    Backspace: () => press(""),
    Escape: () => setAsked(null),
    u: undoLast,
  };
  levels.forEach((level, i) => (keys[String(i + 1)] = () => press(level)));
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
            const mark = wholeMark(pupil);
            return (
              <li key={seat.seat} id={`copy-${seat.seat}`} tabIndex={-1} aria-current={seat.seat === chosen} onClick={() => setChosen(seat.seat)}>
                <a href={routeHash({ view: "page", seat: seat.seat, copy: null })}>{pupilTitle(seat)}</a>
                <small>{said(pupil)}</small>
                {mark && <strong class="verdict verdict-mark">{markText(mark)}</strong>}
                <LevelButtons seat={seat.seat} mark={mark} levels={levels} onGive={give} />
                {asked?.seat === seat.seat && (
                  <p class="marking-notice" role="alert">{asked.level ? words.value.again(1, asked.level) : words.value.againNone(1)}</p>
                )}
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
