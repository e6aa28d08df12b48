/* SPDX-License-Identifier: MIT */
/* Behind the replay's handle: when the pen was on the paper, and where a long pause was shortened. */
import { useComputed } from "@preact/signals";
import type { Timeline } from "../../ink/timeline";
import type { Replay } from "./replay";

const WIDTH = 1000;

/** One path for all strokes: a thousand elements would be drawn no better and far slower. */
function inkPath({ spans, durationMs }: Timeline): string {
  const x = (ms: number) => Math.round((ms / durationMs) * WIDTH * 10) / 10;
  let path = "";
  let from = -1;
  let to = -1;
  for (const span of spans) {
    const start = x(span.start);
    if (start - to > 0.6) {
      if (to >= 0) path += `M${from} 8H${to}`;
      from = start;
    }
    to = Math.max(x(span.end), start + 0.6);
  }
  return to >= 0 ? `${path}M${from} 8H${to}` : path;
}

function pausePath({ spans, durationMs }: Timeline): string {
  return spans
    .filter((span) => span.cutMs > 0)
    .map((span) => `M${Math.round((span.start / durationMs) * WIDTH * 10) / 10} 1v14`)
    .join("");
}

export function ReplayRibbon({ replay }: { replay: Replay }) {
  const ink = useComputed(() => (replay.timeline.value.durationMs > 0 ? inkPath(replay.timeline.value) : ""));
  const pauses = useComputed(() => (replay.timeline.value.durationMs > 0 ? pausePath(replay.timeline.value) : ""));
  return (
    <svg class="ribbon" viewBox={`0 0 ${WIDTH} 16`} preserveAspectRatio="none" aria-hidden="true">
      <path class="ribbon-pauses" d={pauses} />
      <path class="ribbon-ink" d={ink} />
    </svg>
  );
}
