/* SPDX-License-Identifier: MIT */
/* What the day would come to with the draft, and the two ways out: shorter, or another day. */
import { Icon } from "../../parts/icon";
import { language } from "../../state/settings";
import type { Advice } from "../../wire/board";
import { change, show } from "./board-state";
import { words } from "./words";

export function AdviceBox({ advice }: { advice: Advice }) {
  const w = words.value;
  if (advice.level === "fine")
    return (
      <p class="board-advice board-fine" role="status">
        <Icon name="check" size={17} />
        <strong>{w.sum(advice.minutes, advice.budget)}</strong> {w.fits}
      </p>
    );
  return (
    <div class={`board-advice board-${advice.level}`} role="status">
      <p>
        <Icon name="warning" size={17} />
        {advice[language.value]}
      </p>
      <p class="board-ways">
        {advice.level === "full" && advice.room > 1 && (
          <button type="button" class="plain-button" id="shorten" onClick={() => change({ minutes: String(advice.room - 1) })}>
            {w.shorten(advice.room - 1)}
          </button>
        )}
        {advice.better_day !== "" && (
          <button type="button" class="plain-button" id="move" onClick={() => show({ day: advice.better_day })}>
            {w.move(advice.better_day)}
          </button>
        )}
      </p>
    </div>
  );
}
