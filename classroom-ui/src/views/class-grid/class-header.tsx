/* SPDX-License-Identifier: MIT */
/* Above the class: which class and homework, how it goes, and what waits. */
import { useComputed } from "@preact/signals";
import { ClassButton } from "../../parts/class-switch";
import { Clock } from "../../parts/clock";
import { ConnectionMark } from "../../parts/connection-mark";
import { Icon } from "../../parts/icon";
import { ProblemsButton } from "../../parts/problems";
import { STATUS_ICONS } from "../../parts/status";
import type { ClassState } from "../../state/class-state";
import { classState } from "../../state/console";
import { countSeats, SEAT_STATUSES, type SeatStatus } from "../../state/seat-status";
import { routeHash } from "../../state/route-address";
import { t } from "../../state/settings";
import { TickLegend } from "./progress-row";

/** Shown even when nobody is in them, so that the row of figures does not jump about. */
const ALWAYS: ReadonlySet<SeatStatus> = new Set(["writing", "ready", "away", "no-pen"]);

function Counts() {
  const counts = useComputed(() => countSeats(classState.value?.seats ?? []));
  return (
    <ul class="counts">
      {SEAT_STATUSES.map((status) => {
        const n = counts.value.get(status) ?? 0;
        if (n === 0 && !ALWAYS.has(status)) return null;
        return (
          <li key={status} class={`count count-${status}${n === 0 ? " count-none" : ""}`} title={t.value.statusHelp[status]}>
            <span class="count-figure">
              <Icon name={STATUS_ICONS[status]} size={18} />
              <strong>{n}</strong>
            </span>
            <span class="count-word">{t.value.status[status]}</span>
          </li>
        );
      })}
    </ul>
  );
}

function Asides({ state }: { state: ClassState }) {
  return (
    <div class="class-asides">
      <ProblemsButton />
      {state.unclaimed > 0 && (
        <a class="aside aside-link" href={routeHash({ view: "day", path: [] })}>
          {t.value.unclaimed(state.unclaimed)}
        </a>
      )}
      {state.teacher_pen && (
        <span class="aside" title={t.value.statusHelp[state.teacher_pen.state]}>
          <Icon name={STATUS_ICONS[state.teacher_pen.state]} size={16} />
          {t.value.teacherPen}
        </span>
      )}
    </div>
  );
}

export function ClassHeader() {
  const words = t.value;
  const state = classState.value;
  if (!state) return null;
  return (
    <header class="class-header">
      <div class="class-title">
        <h1>
          <ClassButton />
        </h1>
        <p>
          {state.assignment?.title ?? words.noAssignment}
          {state.assignment?.subject && <span>{state.assignment.subject}</span>}
        </p>
      </div>
      <Counts />
      {state.results?.sheet && <TickLegend />}
      <Asides state={state} />
      <div class="class-now">
        <Clock />
        <ConnectionMark />
      </div>
    </header>
  );
}
