/* SPDX-License-Identifier: MIT */
/* When and how much was written, and how the pen is. */
import type { PageInk } from "../../ink/page-ink";
import { Status } from "../../parts/status";
import { clockTime, count, dayAndTime, dayOfYear } from "../../state/format";
import { batteryIsLow, downloadPercent, linkIsPoor, seatStatus } from "../../state/seat-status";
import { t } from "../../state/settings";
import type { Pen, Seat } from "../../wire/messages";

function penWords(pen: Pen): string[] {
  const words = t.value;
  const percent = downloadPercent(pen);
  const said: string[] = [];
  if (pen.battery !== null) said.push(batteryIsLow(pen) ? words.batteryLow(pen.battery) : words.battery(pen.battery));
  if (pen.charging) said.push(words.charging);
  if (linkIsPoor(pen)) said.push(words.linkWords(words.linkHelp(pen.lost, pen.bad)));
  if (percent !== null) said.push(words.download(percent));
  return said;
}

function spanWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return t.value.span(Math.floor(seconds / 60), seconds % 60);
}

/** With the day, unless it is today. */
function timeOf(ms: number): string {
  return dayOfYear(ms) === dayOfYear(Date.now()) ? clockTime(ms) : dayAndTime(ms);
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function PageFacts({ seat, ink }: { seat: Seat; ink: PageInk | null }) {
  const words = t.value;
  const status = seatStatus(seat);
  const strokes = ink?.inOrder() ?? [];
  const first = strokes[0];
  const lastMs = strokes.reduce((latest, stroke) => Math.max(latest, stroke.endMs), 0);
  return (
    <section class="facts">
      <div class="facts-pen">
        <Status status={status} size={20} />
        {seat.pen && penWords(seat.pen).map((said) => <span key={said}>{said}</span>)}
      </div>
      {status !== "writing" && status !== "ready" && <p class="facts-help">{words.statusHelp[status]}</p>}
      {first && (
        <dl>
          <Fact name={words.started}>{timeOf(first.startMs)}</Fact>
          <Fact name={words.lastInk}>{timeOf(lastMs)}</Fact>
          <Fact name={words.written}>{spanWords(lastMs - first.startMs)}</Fact>
          <Fact name={words.strokes}>{count(ink!.nStrokes)}</Fact>
          <Fact name={words.dots}>{count(ink!.nDots)}</Fact>
        </dl>
      )}
    </section>
  );
}
