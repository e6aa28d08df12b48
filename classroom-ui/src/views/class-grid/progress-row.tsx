/* SPDX-License-Identifier: MIT */
/* At a card's foot: a stroke for each question, by height (blank, written, marked), and where the pupil is. */
import { clockMinutes } from "../../state/format";
import type { Progress, Tick } from "../../state/work";
import { words } from "./words";

const STEP = 10;
const HEIGHT: Record<Tick, number> = { blank: 2, written: 6, marked: 12 };

function bars(ticks: readonly Tick[], which: Tick): string {
  return ticks
    .map((tick, i) => (tick === which ? `M${i * STEP + 1} 14h${STEP - 2}v${-HEIGHT[tick]}h${2 - STEP}z` : ""))
    .join("");
}

function Bars({ ticks, at }: Pick<Progress, "ticks" | "at">) {
  return (
    <svg viewBox={`0 0 ${ticks.length * STEP} 18`} preserveAspectRatio="none" aria-hidden="true">
      <path class="ticks-blank" d={bars(ticks, "blank")} />
      <path class="ticks-written" d={bars(ticks, "written")} />
      <path class="ticks-marked" d={bars(ticks, "marked")} />
      {at >= 0 && <path class="ticks-at" d={`M${at * STEP} 16h${STEP}v2h${-STEP}z`} />}
    </svg>
  );
}

/** What the bars of a card mean. */
export function TickLegend() {
  const one = (ticks: readonly Tick[], at: number, word: string) => (
    <span>
      <Bars ticks={ticks} at={at} />
      {word}
    </span>
  );
  const { blank, written, marked, at } = words.value.ticks;
  return (
    <div class="tick-legend">
      {one(["blank"], -1, blank)}
      {one(["written"], -1, written)}
      {one(["marked"], -1, marked)}
      {one(["written"], 0, at)}
    </div>
  );
}

function saying({ work, question, sinceMs }: Progress): string {
  if (work === "stuck") return words.value.stuckAt(question, clockMinutes(sinceMs));
  return work === "writing" ? words.value.at(question) : words.value.filter[work];
}

export function ProgressRow({ progress }: { progress: Progress }) {
  const { ticks, at, work } = progress;
  return (
    <span class={`progress progress-${work}`} aria-hidden="true">
      <Bars ticks={ticks} at={at} />
      <span class="progress-words">{saying(progress)}</span>
    </span>
  );
}
