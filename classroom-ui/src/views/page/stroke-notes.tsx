/* SPDX-License-Identifier: MIT */
/* What is unusual about the ink, in plain words; pointing at a note points out its strokes on the sheet. */
import type { Signal } from "@preact/signals";
import { flaggedGroups } from "../../ink/flags";
import type { Stroke } from "../../ink/stroke";
import { t } from "../../state/settings";

interface Properties {
  readonly strokes: readonly Stroke[];
  readonly pointedOut: Signal<readonly Stroke[]>;
}

export function StrokeNotes({ strokes, pointedOut }: Properties) {
  const words = t.value;
  const groups = flaggedGroups(strokes);
  if (strokes.length === 0) return null;
  return (
    <section class="notes">
      <h2>{words.notes}</h2>
      {groups.length === 0 && <p class="quiet">{words.noNotes}</p>}
      <ul>
        {groups.map(({ flag, strokes: flagged }) => {
          const on = () => (pointedOut.value = flagged);
          const off = () => (pointedOut.value = []);
          return (
            <li key={flag}>
              <button type="button" class="note" onMouseEnter={on} onMouseLeave={off} onFocus={on} onBlur={off}>
                <span class="note-head">
                  <strong>{words.flags[flag]}</strong>
                  <span>{words.noteStrokes(flagged.length)}</span>
                </span>
                <span class="note-help">{words.flagHelp[flag]}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
