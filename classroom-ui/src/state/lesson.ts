/* SPDX-License-Identifier: MIT */
/* How long a lesson has lasted, without its pauses. Pure. */
import type { Lesson } from "../wire/messages";

export function lessonMs(lesson: Lesson, nowMs: number): number {
  const until = lesson.end_ms || lesson.pause_ms || nowMs;
  return Math.max(0, until - lesson.begin_ms - lesson.paused_ms);
}
