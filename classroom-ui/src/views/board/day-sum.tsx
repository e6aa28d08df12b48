/* SPDX-License-Identifier: MIT */
/* A day's sum as a bar: each subject a piece, a line where the warning begins, and the limit. */
import { Icon } from "../../parts/icon";
import type { Board } from "../../wire/board";
import { shares } from "./draft";
import { words } from "./words";

export function DaySum({ board }: { board: Board }) {
  const w = words.value;
  const { parts, limit } = shares(board, board.subjects.map((one) => one.minutes));
  return (
    <div class={`board-sum board-${board.level}`}>
      <p class="board-figure">
        <strong>{w.sum(board.minutes, board.budget)}</strong>
        {board.level !== "fine" && (
          <span class="board-level">
            <Icon name="warning" size={17} />
            {w.levels[board.level]}
          </span>
        )}
      </p>
      <div class="board-bar" aria-hidden="true">
        {board.subjects.map((one, i) => (
          <span key={one.subject} class="board-piece" style={{ width: `${parts[i]}%` }}>
            {one.subject} {one.minutes}
          </span>
        ))}
        {board.budget > 0 && <i class="board-warn" style={{ left: `${(limit * board.warn_percent) / 100}%` }} />}
        {board.budget >= 0 && <i class="board-limit" style={{ left: `${limit}%` }} />}
      </div>
      <ul class="unseen">
        {board.subjects.map((one) => (
          <li key={one.subject}>
            {one.subject} {w.minutes(one.minutes)}
          </li>
        ))}
      </ul>
    </div>
  );
}
