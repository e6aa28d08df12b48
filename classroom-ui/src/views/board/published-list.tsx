/* SPDX-License-Identifier: MIT */
/* What was given for a day, as the notice has it, and what was taken back, which the notice has not. */
import { dayAndTime } from "../../state/format";
import type { Board, Published, Withdrawn } from "../../wire/board";
import { TakeBack } from "./take-back";
import { words } from "./words";

function One({ one }: { one: Published }) {
  const w = words.value;
  const notes = [
    w.places[one.place],
    one.layer && w.layerOf(one.layer),
    one.due_ms > 0 && w.due(dayAndTime(one.due_ms)),
    one.teacher && w.by(one.teacher),
    !one.counts && w.notCounted,
  ].filter(Boolean);
  return (
    <li class={one.counts ? "" : "board-uncounted"}>
      <strong>{w.minutes(one.minutes)}</strong>
      <div>
        <span class="board-subject">{one.subject}</span> {one.title}
        <small>{notes.join(" · ")}</small>
        {one.reason && <small class="board-reason">{w.because(one.reason)}</small>}
      </div>
      <TakeBack one={one} />
    </li>
  );
}

function Gone({ one }: { one: Withdrawn }) {
  const w = words.value;
  return (
    <li class="board-uncounted board-gone">
      <s>{w.minutes(one.minutes)}</s>
      <div>
        <span class="board-subject">{one.subject}</span> <s>{one.title}</s>
        <small>{w.takenBack(one.reason)}</small>
      </div>
    </li>
  );
}

export function PublishedList({ board }: { board: Board }) {
  if (board.published.length + board.withdrawn.length === 0) return <p class="board-nothing">{words.value.nothing}</p>;
  return (
    <ul class="board-list">
      {board.published.map((one) => (
        <One key={one.id} one={one} />
      ))}
      {board.withdrawn.map((one) => (
        <Gone key={one.id} one={one} />
      ))}
    </ul>
  );
}
