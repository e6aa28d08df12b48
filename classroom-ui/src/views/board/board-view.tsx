/* SPDX-License-Identifier: MIT */
/* The class-day board (作业公示): what all subjects give a class on a day, and giving more within its limit. */
import { useEffect } from "preact/hooks";
import { Icon } from "../../parts/icon";
import { useKeys } from "../../parts/keys";
import { ViewHeader } from "../../parts/view-header";
import { classState } from "../../state/console";
import { language } from "../../state/settings";
import { noticeAddress, type Board } from "../../wire/board";
import { board, classId, readAgain, show, trouble } from "./board-state";
import { DaySum } from "./day-sum";
import { dayAfter } from "./draft";
import { PublishedList } from "./published-list";
import { PublishForm } from "./publish-form";
import { WeekStrip } from "./week-strip";
import { words } from "./words";

/** Another teacher may give something meanwhile. */
const AGAIN_MS = 20_000;

function Classes({ now }: { now: Board }) {
  if (now.classes.length < 2) return null;
  return (
    <label class="board-class">
      {words.value.whichClass}
      <select id="board-class" value={now.class.id} onChange={(event) => show({ classId: Number(event.currentTarget.value) })}>
        {now.classes.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Shown({ now }: { now: Board }) {
  const w = words.value;
  return (
    <div class="board-columns">
      <section aria-label={w.title}>
        <WeekStrip board={now} />
        <DaySum board={now} />
        <PublishedList board={now} />
        <a class="plain-button board-pdf" href={noticeAddress(now.class.id, now.day)} download={w.pdfName(now.class.name, now.day)}>
          <Icon name="fetch" size={16} />
          {w.pdf}
        </a>
      </section>
      <section aria-labelledby="board-publish-title">
        <h2 id="board-publish-title">{w.publish}</h2>
        <PublishForm board={now} />
      </section>
    </div>
  );
}

export function BoardView() {
  const w = words.value;
  const now = board.value;
  const move = (days: number) => now && show({ day: dayAfter(now.day, days) });
  useKeys({ ",": () => move(-1), ".": () => move(1) });
  // Another class or assignment in the room; else now and then.
  const room = classState.value;
  const key = `${room?.class.id} ${room?.assignment?.id}`;
  useEffect(() => {
    classId.value = 0;
  }, [room?.class.id]);
  useEffect(() => {
    void readAgain();
    const timer = setInterval(() => void readAgain(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [key]);
  return (
    <div class="view board-view">
      <ViewHeader title={w.title} about={now ? w.about(now.class.name, now.day) : w.loading}>
        {now && <Classes now={now} />}
      </ViewHeader>
      <main>
        {trouble.value && (
          <p class="refusal" role="alert">
            {trouble.value[language.value]}
          </p>
        )}
        {now && <Shown now={now} />}
      </main>
    </div>
  );
}
