/* SPDX-License-Identifier: MIT */
/* The school's words of a level: one touch gives a whole copy one, the same again takes it back. */
import { pupilTitle } from "../../parts/pupil";
import { seatNow } from "../../state/console";
import type { Mark } from "../../wire/results";
import { giveLevel } from "./marking-actions";
import { words } from "./words";

interface Properties {
  readonly seat: number;
  readonly mark: Mark | null | undefined;
  readonly levels: readonly string[];
  readonly onGive?: (seat: number, level: string) => unknown;
}

export function LevelButtons({ seat, mark, levels, onGive = giveLevel }: Properties) {
  const of = seatNow(seat);
  return (
    <span class="levels" role="group" aria-label={`${words.value.copies} ${of ? pupilTitle(of) : ""}`}>
      {levels.map((level) => {
        const isGiven = mark?.verdict === "level" && mark.text === level;
        return (
          <button key={level} type="button" class="tool-button" aria-pressed={isGiven} onClick={() => onGive(seat, isGiven ? "" : level)}>
            {level}
          </button>
        );
      })}
    </span>
  );
}
