/* SPDX-License-Identifier: MIT */
/* One pen: what is known of it, whose it is, and what one may ask of it. */
import { language } from "../../state/settings";
import type { FleetPen } from "../../wire/pens";
import { isOurs } from "./pen-figures";
import { PenHolder } from "./pen-holder";
import { PenSettings } from "./pen-settings";
import { holder } from "./pen-table";
import { SureButton } from "../../parts/sure-button";
import { refusal, refusalText, wish } from "./pens-state";
import { words } from "./words";

function Facts({ pen }: { pen: FleetPen }) {
  const w = words.value;
  const facts: readonly (readonly [string, string])[] = [
    [w.columns.model, pen.model],
    [w.firmware, pen.firmware],
    [w.address, pen.pen],
    [w.place, [pen.link === "usb" ? w.usb : pen.link, pen.place].filter(Boolean).join(" · ")],
    [w.columns.battery, pen.forecast ? `${w.hours(pen.forecast.hours)} · ${w.perHour(pen.forecast.percent_per_hour)}` : ""],
  ];
  return (
    <dl class="pen-facts">
      {facts.map(([name, value]) =>
        value === "" ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Task({ pen }: { pen: FleetPen }) {
  if (!pen.task) return null;
  return (
    <p class={`pen-task pen-task-${pen.task.state}`} role="status">
      {words.value.task(pen.task.name, pen.task.state)}
      {pen.task.reason && <small>{language.value === "zh" ? pen.task.reason_zh : pen.task.reason}</small>}
    </p>
  );
}

export function PenDetails({ pen }: { pen: FleetPen }) {
  const w = words.value;
  const address = pen.pen;
  return (
    <aside class="pen-details" aria-label={w.details}>
      <h2>{holder(pen)}</h2>
      <p class={`pen-state pen-state-${pen.state}`}>
        {w.states[pen.state]}
        {pen.reason && <small lang="en">{pen.reason}</small>}
      </p>
      {refusal.value && (
        <p class="refusal" role="alert">
          {refusalText()}
        </p>
      )}
      <Task pen={pen} />
      <Facts pen={pen} />
      {isOurs(pen) ? (
        <>
          <div class="pen-actions">
            <button type="button" class="plain-button" onClick={() => void wish({ type: "pen-find", pen: address })}>
              {w.find}
            </button>
            <button type="button" class="plain-button" onClick={() => void wish({ type: "pen-fetch", pen: address })}>
              {w.fetch}
            </button>
          </div>
          <PenHolder pen={pen} />
          <PenSettings pen={pen} />
          <div class="pen-actions">
            <SureButton label={w.retire} help={w.retireHelp} disabled={pen.retired} onSure={() => wish({ type: "pen-retire", pen: address })} />
            {pen.link !== "usb" && (
              <SureButton label={w.forget} help={w.forgetHelp} onSure={() => wish({ type: "pen-forget", pen: address })} />
            )}
          </div>
        </>
      ) : (
        <button type="button" class="main-button" onClick={() => void wish({ type: "pen-take", pen: address })}>
          {w.take}
        </button>
      )}
    </aside>
  );
}
