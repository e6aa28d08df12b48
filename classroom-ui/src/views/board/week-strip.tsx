/* SPDX-License-Identifier: MIT */
/* The week around a day: each day with its sum, so that a better one is seen. */
import { IconButton } from "../../parts/icon-button";
import type { Board, DaySum } from "../../wire/board";
import { show, today } from "./board-state";
import { dayAfter, shares } from "./draft";
import { words } from "./words";

function Day({ sum, n, chosen }: { sum: DaySum; n: number; chosen: boolean }) {
  const w = words.value;
  const figure = w.short(sum.minutes, sum.budget);
  const notes = [sum.school ? "" : w.freeDay, w.levels[sum.level]].filter(Boolean);
  return (
    <button type="button" class={`board-day board-${sum.level}${sum.school ? "" : " board-free"}`} aria-pressed={chosen} onClick={() => show({ day: sum.day })}>
      <span>
        {w.weekdays[n]} {sum.day.slice(5)}
      </span>
      <strong>{figure}</strong>
      <span class="board-mini" aria-hidden="true">
        <i style={{ width: `${shares(sum, [sum.minutes]).parts[0]}%` }} />
      </span>
      <small>{notes[0] ?? (sum.day === today.value ? w.today : "\u00a0")}</small>
    </button>
  );
}

export function WeekStrip({ board }: { board: Board }) {
  const w = words.value;
  return (
    <div class="board-week" role="group" aria-label={w.week}>
      <IconButton icon="back" label={w.weekBefore} onClick={() => show({ day: dayAfter(board.day, -7) })} />
      {board.week.map((sum, n) => (
        <Day key={sum.day} sum={sum} n={n} chosen={sum.day === board.day} />
      ))}
      <IconButton icon="forward" label={w.weekAfter} onClick={() => show({ day: dayAfter(board.day, 7) })} />
    </div>
  );
}
