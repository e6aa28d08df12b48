/* SPDX-License-Identifier: MIT */
/* The school's words of a level: one touch gives a whole copy one, the same again takes it back. */
import type { Mark } from "../../wire/results";
import { giveLevel } from "./marking-actions";
import { words } from "./words";

export function LevelButtons({ seat, mark, levels }: { seat: number; mark: Mark | null | undefined; levels: readonly string[] }) {
  return (
    <span class="levels" role="group" aria-label={words.value.copies}>
      {levels.map((level) => {
        const isGiven = mark?.verdict === "level" && mark.text === level;
        return (
          <button key={level} type="button" class="tool-button" aria-pressed={isGiven} onClick={() => giveLevel(seat, isGiven ? "" : level)}>
            {level}
          </button>
        );
      })}
    </span>
  );
}
