/* SPDX-License-Identifier: MIT */
/* The day at a glance: what is to be solved, what was handed in, what waits, what changed, whose page is not known. */
import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { useKeys } from "../../parts/keys";
import { StoreBanner } from "../../parts/store-banner";
import { ViewHeader } from "../../parts/view-header";
import { act } from "../../state/act";
import { classState, clockOffsetMs } from "../../state/console";
import { dayOf, midnight, type Day } from "../../state/day";
import { dayAndTime } from "../../state/format";
import { showView } from "../../state/route";
import { routeHash, type ViewName } from "../../state/route-address";
import { language } from "../../state/settings";
import type { DayAssignment } from "../../wire/day";
import type { Problem } from "../../wire/messages";
import { AssignmentsButton } from "../class-grid/assignments";
import { followDay, others, record } from "./day-record";
import { PupilLinks } from "./pupil-links";
import { lookForUnclaimed, Unclaimed } from "./unclaimed";
import { words } from "./words";

function Part({ title, n, children }: { title: string; n: string | number; children: ComponentChildren }) {
  return (
    <section class="day-part">
      <h2>
        {title} <strong>{n}</strong>
      </h2>
      {children}
    </section>
  );
}

/** The same trouble of many pens is one: what to do about it is said once. */
function alike(problems: readonly Problem[]): readonly (readonly Problem[])[] {
  const byWords = new Map<string, Problem[]>();
  for (const problem of problems) byWords.set(problem.zh, [...(byWords.get(problem.zh) ?? []), problem]);
  return [...byWords.values()];
}

function Problems() {
  const problems = classState.value?.problems ?? [];
  const chinese = language.value === "zh";
  const seatsOf = (same: readonly Problem[]) => classState.value!.seats.filter(({ seat }) => same.some((one) => one.seat === seat));
  return (
    <Part title={words.value.problems} n={problems.length}>
      {problems.length === 0 && <p>{words.value.noProblems}</p>}
      <ul class="day-problems">
        {alike(problems).map((same) => {
          const problem = same[0]!;
          const others = same.filter((one) => one.seat === null && one.subject).map((one) => one.subject);
          return (
            <li key={problem.zh}>
              <strong>{chinese ? problem.zh : problem.en}</strong>
              <span>{chinese ? problem.mend_zh : problem.mend_en}</span>
              {others.length > 0 && <small>{others.join("、")}</small>}
              <PupilLinks seats={seatsOf(same)} />
            </li>
          );
        })}
      </ul>
    </Part>
  );
}

/** Of an assignment that is not open: what is known of it, and the way to it. */
function Other({ one, said, view, way }: { one: DayAssignment; said: string; view: ViewName; way: string }) {
  const open = () => {
    act({ type: "assignment-open", assignment: one.id });
    showView(view);
  };
  return (
    <li>
      <span>
        {one.title}
        <small>{said}</small>
      </span>
      <button type="button" class="tool-button" onClick={open}>
        {way}
      </button>
    </li>
  );
}

function HandedIn({ day, hasSheet }: { day: Day; hasSheet: boolean }) {
  const said = words.value;
  const now = classState.value?.assignment;
  const rest = others();
  return (
    <Part title={said.handedIn} n={`${day.finished.length}/${day.pupils}`}>
      {rest.length > 0 && now && <h3 class="day-open">{now.title}</h3>}
      {!hasSheet && <p>{said.noSheet}</p>}
      {day.finished.length > 0 && <h3>{said.finished}</h3>}
      <PupilLinks seats={day.finished} />
      {day.begun.length > 0 && <h3>{said.begun}</h3>}
      <PupilLinks seats={day.begun} />
      {hasSheet && day.notBegun.length > 0 && <h3>{said.notBegun}</h3>}
      {hasSheet && <PupilLinks seats={day.notBegun} />}
      <p class="day-way">
        <a href={routeHash({ view: "class", path: [] })}>{said.toClass}</a>
        <AssignmentsButton />
      </p>
      {rest.length > 0 && <h3>{said.others}</h3>}
      <ul class="day-others">
        {rest.map((one) => (
          <Other key={one.id} one={one} said={said.begunOf(one.begun, one.questions > 0 ? one.finished : null)} view="class" way={said.open} />
        ))}
      </ul>
    </Part>
  );
}

function Waiting({ day }: { day: Day }) {
  const said = words.value;
  const counts = new Map(day.waiting.map(({ seat, n }) => [seat.seat, n]));
  const rest = others().filter((one) => one.waiting > 0);
  const n = rest.reduce((sum, one) => sum + one.waiting, day.nWaiting);
  return (
    <Part title={said.waiting} n={n}>
      {n === 0 && <p>{said.nothingWaits}</p>}
      {day.nWaiting > 0 && (
        <p class="day-way">
          <a class="day-mark" href={routeHash({ view: "marking", path: [] })}>
            {said.mark(day.nWaiting)}
          </a>
        </p>
      )}
      <ul class="day-others">
        {rest.map((one) => (
          <Other key={one.id} one={one} said={said.answers(one.waiting)} view="marking" way={said.openToMark} />
        ))}
      </ul>
      <PupilLinks seats={day.waiting.map(({ seat }) => seat)} note={(seat) => words.value.answers(counts.get(seat.seat) ?? 0)} />
    </Part>
  );
}

function Changed({ day }: { day: Day }) {
  const said = words.value;
  const since = record.value;
  const nMarked = others().reduce((sum, one) => sum + one.marked, day.nMarked);
  const nothing = day.wrote.length + day.corrected.length + nMarked === 0;
  return (
    <Part title={said.changed} n={day.wrote.length}>
      <p class="day-since">{since?.since === "lesson" ? said.sinceLesson(dayAndTime(since.since_ms)) : said.sinceMidnight}</p>
      {nothing && <p>{said.unchanged}</p>}
      {nMarked > 0 && <p>{said.marked(nMarked)}</p>}
      {day.corrected.length > 0 && <h3>{said.corrected}</h3>}
      <PupilLinks seats={day.corrected} />
      {day.wrote.length > 0 && <h3>{said.wrote}</h3>}
      <PupilLinks seats={day.wrote} />
    </Part>
  );
}

export function DayView() {
  useKeys({ r: () => void lookForUnclaimed() });
  useEffect(followDay, []);
  const day = useComputed(() => {
    const sinceMs = record.value?.since_ms ?? midnight(Date.now() + clockOffsetMs.value);
    return dayOf(classState.value?.seats ?? [], classState.value?.results ?? null, sinceMs, record.value?.wrote);
  });
  const now = classState.value;
  if (!now) return null;
  return (
    <div class="view day-view">
      <ViewHeader title={words.value.title} about={now.assignment?.title} />
      <main>
        <StoreBanner />
        <div class="day-parts">
          <Problems />
          <HandedIn day={day.value} hasSheet={now.results?.sheet !== undefined} />
          <Waiting day={day.value} />
          <Changed day={day.value} />
          <Unclaimed />
        </div>
      </main>
    </div>
  );
}
