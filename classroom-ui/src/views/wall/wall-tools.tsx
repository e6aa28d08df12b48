/* SPDX-License-Identifier: MIT */
/* Above the wall: blank, names, live or replayed, the projector's window. */
import { signal } from "@preact/signals";
import { classState } from "../../state/console";
import type { Wall } from "../../wire/wall";
import { askWall, openProjector, toggleBlank, togglePlay } from "./wall-actions";
import { wallWords } from "./words";

const SPEEDS = [1, 2, 4, 8, 16] as const;
export const replaySpeed = signal<number>(4);

function setSpeed(speed: number, wall: Wall): void {
  replaySpeed.value = speed;
  if (!wall.play.live && wall.play.speed > 0) void askWall({ type: "wall-replay", speed, at_ms: 0 });
}

export function WallTools({ wall }: { wall: Wall }) {
  const words = wallWords.value;
  const { play } = wall;
  const hidden = classState.value?.class.hide_names ?? false;
  return (
    <div class="wall-tools">
      <button type="button" class="main-button" aria-pressed={wall.blank} title="B" onClick={toggleBlank}>
        {wall.blank ? words.unblank : words.blank}
      </button>
      <button
        type="button"
        class="wall-button"
        aria-pressed={play.live}
        title="0"
        onClick={() => void askWall({ type: "wall-live" })}
      >
        {words.live}
      </button>
      <button type="button" class="wall-button" aria-pressed={!play.live} onClick={() => togglePlay(replaySpeed.value)}>
        {play.live ? words.replay : play.speed > 0 ? words.pause : words.goOn}
      </button>
      <select
        aria-label={words.replay}
        value={replaySpeed.value}
        onChange={(event) => setSpeed(Number(event.currentTarget.value), wall)}
      >
        {SPEEDS.map((speed) => (
          <option key={speed} value={speed}>
            {words.speed(speed)}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="wall-button"
        aria-pressed={wall.names}
        disabled={hidden}
        title={hidden ? words.namesHidden : undefined}
        onClick={() => void askWall({ type: "wall-names", hide: wall.names })}
      >
        {wall.names ? words.hideNames : words.names}
      </button>
      <button
        type="button"
        class="wall-button"
        disabled={wall.items.length === 0}
        onClick={() => void askWall({ type: "wall-clear" })}
      >
        {words.clear}
      </button>
      <button type="button" class="wall-button wall-project" title="P" onClick={openProjector}>
        {words.project}
        {wall.projectors > 1 && <small>{words.projectors(wall.projectors - 1)}</small>}
      </button>
    </div>
  );
}
