/* SPDX-License-Identifier: MIT */
/* One row a pen. The button in the first cell chooses it; a click anywhere in the row does, too. */
import { Icon, type IconName } from "../../parts/icon";
import { clockMinutes } from "../../state/format";
import type { FleetPen } from "../../wire/pens";
import { bars, failsToday, isOurs, LOW_PERCENT, MEMORY_FULL_PERCENT } from "./pen-figures";
import { words } from "./words";

const STATE_ICONS: Record<FleetPen["state"], IconName> = {
  connecting: "dots", ready: "check", away: "unlinked", locked: "lock", failed: "warning", off: "power",
  seen: "signal", waiting: "dots", pairing: "dots",
};

export function holder(pen: FleetPen): string {
  const w = words.value;
  if (pen.pupil) return [pen.pupil.class, w.numberName(pen.pupil.number, pen.pupil.name)].filter(Boolean).join(" ");
  if (pen.teacher) return w.teacher;
  return isOurs(pen) ? w.nobody : w.stranger;
}

function seen(pen: FleetPen, nowMs: number): string {
  const w = words.value;
  if (pen.last_seen_ms === 0) return w.never;
  const minutes = Math.floor((nowMs - pen.last_seen_ms) / 60_000);
  if (minutes < 1 || pen.state === "ready") return w.justNow;
  if (minutes < 60) return w.minutesAgo(minutes);
  const date = new Date(pen.last_seen_ms);
  return `${date.getMonth() + 1}-${date.getDate()} ${clockMinutes(pen.last_seen_ms)}`;
}

function Battery({ pen, fails }: { pen: FleetPen; fails: boolean }) {
  const w = words.value;
  if (pen.battery === null) return <>—</>;
  const low = pen.battery <= LOW_PERCENT || fails;
  return (
    <span class={`pen-battery${low ? " pen-battery-low" : ""}`}>
      <span class="pen-battery-line">
        <meter min={0} max={100} low={LOW_PERCENT} value={pen.battery} aria-label={w.columns.battery} />
        {pen.battery}%{pen.charging && <Icon name="bolt" size={15} />}
        {low && <Icon name="warning" size={15} />}
      </span>
      {pen.forecast && <small title={w.basis[pen.forecast.from]}>{w.hours(pen.forecast.hours)}</small>}
      {pen.charging && <small>{w.charging}</small>}
    </span>
  );
}

function Strength({ pen }: { pen: FleetPen }) {
  const w = words.value;
  if (pen.strength === null) return <>{pen.link === "usb" ? w.usb : "—"}</>;
  const n = bars(pen.strength);
  return (
    <span class="pen-bars" role="img" aria-label={w.strength(n, pen.strength)} title={`${pen.strength} dBm`}>
      {[1, 2, 3, 4].map((bar) => (
        <i key={bar} class={bar <= n ? "on" : ""} />
      ))}
    </span>
  );
}

interface RowProperties {
  readonly pen: FleetPen;
  readonly isChosen: boolean;
  readonly nowMs: number;
  readonly fails: boolean;
  readonly onChoose: (address: string) => void;
}

function Row({ pen, isChosen, nowMs, fails, onChoose }: RowProperties) {
  const w = words.value;
  const full = (pen.memory ?? 0) >= MEMORY_FULL_PERCENT;
  return (
    <tr class={isChosen ? "chosen" : ""} data-pen={pen.pen} onClick={() => onChoose(pen.pen)}>
      <th scope="row">
        <button type="button" class="row-button" aria-pressed={isChosen} onClick={() => onChoose(pen.pen)}>
          {holder(pen)}
        </button>
        {pen.pupil && !pen.kept && <small class="bad">{w.noConsent}</small>}
      </th>
      <td class={`pen-state pen-state-${pen.state}`}>
        <span>
          <Icon name={STATE_ICONS[pen.state]} size={16} />
          {w.states[pen.state]}
        </span>
        {pen.task && pen.task.state !== "done" && <small>{w.task(pen.task.name, pen.task.state)}</small>}
      </td>
      <td>
        <Battery pen={pen} fails={fails} />
      </td>
      <td class={full ? "bad" : ""}>
        {pen.memory === null ? "—" : `${pen.memory}%`}
        {full && <Icon name="warning" size={15} />}
      </td>
      <td>{seen(pen, nowMs)}</td>
      <td>
        <Strength pen={pen} />
      </td>
      <td class={pen.unclaimed > 0 ? "warn" : ""}>{pen.unclaimed > 0 ? w.unclaimed(pen.unclaimed) : "—"}</td>
      <td class="pen-model">
        {pen.model || "—"}
        <small>{pen.firmware || pen.pen}</small>
      </td>
    </tr>
  );
}

interface Properties {
  readonly pens: readonly FleetPen[];
  readonly chosen: string | null;
  readonly nowMs: number;
  readonly dayEndsMs: number;
  readonly onChoose: (address: string) => void;
}

export function PenTable({ pens, chosen, nowMs, dayEndsMs, onChoose }: Properties) {
  const w = words.value.columns;
  return (
    <table class="data-table pen-table">
      <thead>
        <tr>
          {[w.who, w.state, w.battery, w.memory, w.seen, w.strength, w.unclaimed, w.model].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {pens.map((pen) => (
          <Row
            key={pen.pen}
            pen={pen}
            isChosen={pen.pen === chosen}
            nowMs={nowMs}
            fails={failsToday(pen, dayEndsMs, nowMs)}
            onChoose={onChoose}
          />
        ))}
      </tbody>
    </table>
  );
}
