/* SPDX-License-Identifier: MIT */
/* What a teacher does in the room, by way of the page's one queue: done at once, or when the line is back. */
import type { ActionQuestion } from "../wire/messages";
import { post, type Words } from "./outbox";

export type Deed = Extract<
  ActionQuestion,
  { type: "seat-move" | "hand-down" | "class-open" | "assignment-open" | "lesson-begin" | "lesson-pause" | "lesson-resume" | "lesson-end" }
>;

/** As the list of what waits calls it. */
const WORDS: Record<Deed["type"], Words> = {
  "seat-move": { zh: "移动座位", en: "Move a seat" },
  "hand-down": { zh: "看到了举手", en: "A hand is seen" },
  "class-open": { zh: "换班", en: "Open a class" },
  "assignment-open": { zh: "换作业", en: "Open an assignment" },
  "lesson-begin": { zh: "开始上课", en: "Begin the lesson" },
  "lesson-pause": { zh: "暂停上课", en: "Pause the lesson" },
  "lesson-resume": { zh: "继续上课", en: "Go on with the lesson" },
  "lesson-end": { zh: "下课", en: "End the lesson" },
};

export function act(deed: Deed): void {
  post(deed, WORDS[deed.type]);
}
