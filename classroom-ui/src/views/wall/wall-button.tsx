/* SPDX-License-Identifier: MIT */
/* Puts a page, or a question's answer on it, on the show wall, or takes it down: for any view that shows one. */
import { askWall, putOnWall, wallNow } from "./wall-actions";
import { wallWords } from "./words";

export function WallButton({ copy, question }: { copy: number; question: number }) {
  const words = wallWords.value;
  const shown = wallNow()?.items.find((item) => item.copy === copy && item.question === question);
  const toggle = () => {
    if (shown) void askWall({ type: "wall-remove", item: shown.item });
    else putOnWall(copy, question);
  };
  return (
    <button type="button" class="text-button" aria-pressed={!!shown} onClick={toggle}>
      {shown ? words.take : words.add}
    </button>
  );
}
