/* SPDX-License-Identifier: MIT */
/* What was given for a day, as the notice has it. */
import { dayAndTime } from "../../state/format";
import type { Published } from "../../wire/board";
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
    </li>
  );
}

export function PublishedList({ published }: { published: readonly Published[] }) {
  if (published.length === 0) return <p class="board-nothing">{words.value.nothing}</p>;
  return (
    <ul class="board-list">
      {published.map((one) => (
        <One key={one.id} one={one} />
      ))}
    </ul>
  );
}
