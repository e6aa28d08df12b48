/* SPDX-License-Identifier: MIT */
/* The day at a glance: what is to be solved, what was handed in, what waits, what changed, whose page is not known. */
import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useKeys } from "../../parts/keys";
import { StoreBanner } from "../../parts/store-banner";
import { ViewHeader } from "../../parts/view-header";
import { classState, clockOffsetMs } from "../../state/console";
import { dayOf, midnight, type Day } from "../../state/day";
import { routeHash } from "../../state/route-address";
import { language } from "../../state/settings";
import { AssignmentsButton } from "../class-grid/assignments";
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

function Problems() {
  const problems = classState.value?.problems ?? [];
  const chinese = language.value === "zh";
  return (
    <Part title={words.value.problems} n={problems.length}>
      {problems.length === 0 && <p>{words.value.noProblems}</p>}
      <ul class="day-problems">
        {problems.map((problem) => (
          <li key={`${problem.code} ${problem.subject}`}>
            <strong>{chinese ? problem.zh : problem.en}</strong>
            <span>{chinese ? problem.mend_zh : problem.mend_en}</span>
            {problem.seat !== null && <PupilLinks seats={classState.value!.seats.filter((seat) => seat.seat === problem.seat)} />}
          </li>
        ))}
      </ul>
    </Part>
  );
}

function HandedIn({ day, hasSheet }: { day: Day; hasSheet: boolean }) {
  const said = words.value;
  return (
    <Part title={said.handedIn} n={`${day.finished.length}/${day.pupils}`}>
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
    </Part>
  );
}

function Waiting({ day }: { day: Day }) {
  const counts = new Map(day.waiting.map(({ seat, n }) => [seat.seat, n]));
  return (
    <Part title={words.value.waiting} n={day.nWaiting}>
      {day.nWaiting === 0 && <p>{words.value.nothingWaits}</p>}
      <PupilLinks seats={day.waiting.map(({ seat }) => seat)} note={(seat) => words.value.answers(counts.get(seat.seat) ?? 0)} />
    </Part>
  );
}

function Changed({ day }: { day: Day }) {
  const said = words.value;
  const nothing = day.wroteToday.length + day.corrected.length + day.nMarkedToday === 0;
  return (
    <Part title={said.changed} n={day.wroteToday.length}>
      {nothing && <p>{said.unchanged}</p>}
      {day.nMarkedToday > 0 && <p>{said.marked(day.nMarkedToday)}</p>}
      {day.corrected.length > 0 && <h3>{said.corrected}</h3>}
      <PupilLinks seats={day.corrected} />
      {day.wroteToday.length > 0 && <h3>{said.wrote}</h3>}
      <PupilLinks seats={day.wroteToday} />
    </Part>
  );
}

export function DayView() {
  useKeys({ r: () => void lookForUnclaimed() });
  const day = useComputed(() =>
    dayOf(classState.value?.seats ?? [], classState.value?.results ?? null, midnight(Date.now() + clockOffsetMs.value)),
  );
  const now = classState.value;
  if (!now) return null;
  return (
    <div class="view day-view">
      <ViewHeader title={words.value.title} about={[now.class.name, now.assignment?.title].filter(Boolean).join(" · ")} />
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
