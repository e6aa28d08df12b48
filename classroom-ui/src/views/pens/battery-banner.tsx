/* SPDX-License-Identifier: MIT */
/* How many pens will not last until school is out, and how that is reckoned. */
import { Icon } from "../../parts/icon";
import { clockMinutes } from "../../state/format";
import type { FleetPen } from "../../wire/pens";
import { bases, type Counts } from "./pen-figures";
import { words } from "./words";

interface Properties {
  readonly pens: readonly FleetPen[];
  readonly counts: Counts;
  readonly dayEndsMs: number;
  readonly nowMs: number;
}

export function BatteryBanner({ pens, counts: { failing, unknown }, dayEndsMs, nowMs }: Properties) {
  const w = words.value;
  const time = clockMinutes(dayEndsMs);
  const known = bases(pens);
  const someKnown = known.pen + known.model + known.default > 0;
  const over = dayEndsMs <= nowMs;
  const short = failing > 0 && !over;
  const good = !over && failing + unknown === 0;
  const line = over ? w.dayOver : failing > 0 ? w.failing(failing) : unknown > 0 ? w.unknown(unknown) : w.noneFailing(time);
  return (
    <div class={`battery-banner${short ? " battery-banner-short" : good ? " battery-banner-good" : ""}`} role="status">
      <Icon name={short ? "warning" : "battery"} />
      <strong>{line}</strong>
      {short && <span>{w.failingHelp(time)}</span>}
      {!over && unknown > 0 && <span>{failing > 0 ? w.unknown(unknown) : someKnown ? w.othersLast(time) : w.unknownHelp}</span>}
      <details>
        <summary>{w.howComputed}</summary>
        <p>{w.howComputedHelp}</p>
        <p>{w.basesLine(known.pen, known.model, known.default)}</p>
      </details>
    </div>
  );
}
