/* SPDX-License-Identifier: MIT */
/* How many pens will not last until school is out, and how that is reckoned. */
import { Icon } from "../../parts/icon";
import { clockMinutes } from "../../state/format";
import type { FleetPen } from "../../wire/pens";
import { bases } from "./pen-figures";
import { words } from "./words";

interface Properties {
  readonly pens: readonly FleetPen[];
  readonly failing: number;
  readonly dayEndsMs: number;
  readonly nowMs: number;
}

export function BatteryBanner({ pens, failing, dayEndsMs, nowMs }: Properties) {
  const w = words.value;
  const time = clockMinutes(dayEndsMs);
  const known = bases(pens);
  const over = dayEndsMs <= nowMs;
  const line = over ? w.dayOver : failing > 0 ? w.failing(failing) : w.noneFailing(time);
  return (
    <div class={`battery-banner${failing > 0 && !over ? " battery-banner-short" : ""}`} role="status">
      <Icon name={failing > 0 && !over ? "warning" : "battery"} />
      <strong>{line}</strong>
      {failing > 0 && !over && <span>{w.failingHelp(time)}</span>}
      <details>
        <summary>{w.howComputed}</summary>
        <p>{w.howComputedHelp}</p>
        <p>{w.basesLine(known.pen, known.model, known.default)}</p>
      </details>
    </div>
  );
}
