/* SPDX-License-Identifier: MIT */
/* At a card's foot: a stroke for each question, by height (blank, written, marked), and where the pupil is. */
import { clockMinutes } from "../../state/format";
import type { Progress, Tick } from "../../state/work";
import { words } from "./words";

const STEP = 10;
const HEIGHT: Record<Tick, number> = { blank: 2, written: 6, marked: 12 };

function bars({ ticks }: Progress, which: Tick): string {
  return ticks
    .map((tick, i) => (tick === which ? `M${i * STEP + 1} 14h${STEP - 2}v${-HEIGHT[tick]}h${2 - STEP}z` : ""))
    .join("");
}

function saying({ work, question, sinceMs }: Progress): string {
  if (work === "stuck") return words.value.stuckAt(question, clockMinutes(sinceMs));
  return work === "writing" ? words.value.at(question) : words.value.filter[work];
}

export function ProgressRow({ progress }: { progress: Progress }) {
  const { ticks, at, work } = progress;
  return (
    <span class={`progress progress-${work}`} aria-hidden="true">
      <svg viewBox={`0 0 ${ticks.length * STEP} 18`} preserveAspectRatio="none">
        <path class="ticks-blank" d={bars(progress, "blank")} />
        <path class="ticks-written" d={bars(progress, "written")} />
        <path class="ticks-marked" d={bars(progress, "marked")} />
        {at >= 0 && <path class="ticks-at" d={`M${at * STEP} 16h${STEP}v2h${-STEP}z`} />}
      </svg>
      <span class="progress-words">{saying(progress)}</span>
    </span>
  );
}
