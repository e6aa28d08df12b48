/* SPDX-License-Identifier: MIT */
/* Under the sheet: play, the history to move through, speed, pauses, and the way back to the present. */
import { Icon } from "../../parts/icon";
import { clockTime, duration } from "../../state/format";
import { t } from "../../state/settings";
import { SPEEDS, type Replay, type Speed } from "./replay";
import { ReplayRibbon } from "./replay-ribbon";

function Scrub({ replay }: { replay: Replay }) {
  const words = t.value;
  const timeline = replay.timeline.value;
  const at = replay.handleMs.value;
  const wallMs = timeline.wallMs(at);
  const clock = wallMs === null ? "" : clockTime(wallMs);
  return (
    <div class="scrub">
      <ReplayRibbon replay={replay} />
      <input
        type="range"
        id="scrub"
        min={0}
        max={Math.max(1, Math.round(timeline.durationMs))}
        step={1}
        value={Math.round(at)}
        aria-label={words.scrub}
        aria-valuetext={words.scrubValue(duration(at), duration(timeline.durationMs), clock)}
        onInput={(event) => {
          replay.stop();
          replay.seek(Number(event.currentTarget.value));
        }}
      />
      <div class="scrub-times">
        <span>{duration(at)}</span>
        <span>{clock}</span>
        <span>{duration(timeline.durationMs)}</span>
      </div>
    </div>
  );
}

export function ReplayBar({ replay }: { replay: Replay }) {
  const words = t.value;
  const playing = replay.playing.value;
  return (
    <div class="replay">
      <button
        type="button"
        class="play-button"
        aria-label={playing ? words.pause : words.play}
        title={`${playing ? words.pause : words.play} (${words.keySpaceName})`}
        onClick={() => replay.togglePlay()}
      >
        <Icon name={playing ? "pause" : "play"} size={24} />
      </button>
      <Scrub replay={replay} />
      <label class="speed">
        <span>{words.speed}</span>
        <select
          value={replay.speed.value}
          onChange={(event) => (replay.speed.value = Number(event.currentTarget.value) as Speed)}
        >
          {SPEEDS.map((speed) => (
            <option key={speed} value={speed}>
              {speed}×
            </option>
          ))}
        </select>
      </label>
      <label class="pauses">
        <input type="checkbox" checked={replay.shortenPauses.value} onChange={() => replay.togglePauses()} />
        <span>{words.shortenPauses}</span>
      </label>
      <button
        type="button"
        class="live-button"
        aria-pressed={replay.live.value}
        title={`${words.toLive} (0)`}
        onClick={() => replay.toLive()}
      >
        <Icon name="live" size={18} />
        {replay.live.value ? words.live : words.toLive}
      </button>
    </div>
  );
}
