/* SPDX-License-Identifier: MIT */
/*
 * What a teacher does with the wall. What is put up, and what hides something, is kept until it is answered: late is
 * better than not. All else holds for the moment only: work or names that come to be shown when nobody reckons with it
 * any more do harm, and the veil says that it was not done.
 */
import { signal } from "@preact/signals";
import { playedMs } from "../../ink/wall-layout";
import { classState, clockOffsetMs, requests } from "../../state/console";
import { dropPost, tellLost, post, posts, type Words } from "../../state/outbox";
import { Refusal } from "../../wire/requests";
import type { Wall, WallQuestion } from "../../wire/wall";

/** What was refused last, for the view. */
export const wallTrouble = signal<{ readonly zh: string; readonly en: string } | null>(null);

export function wallNow(): Wall | null {
  return classState.value?.wall ?? null;
}

const HIDES: Record<string, Words> = {
  "wall-blank": { zh: "展示墙黑屏", en: "Blank the wall" },
  "wall-names": { zh: "展示墙不显示姓名", en: "No names on the wall" },
};

/** At once, past whatever else waits; kept only where the line did not take it. */
export async function askWall(question: WallQuestion): Promise<void> {
  try {
    await requests.ask(question);
    wallTrouble.value = null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if ("hide" in question && question.hide && error.answer.code === "connection-lost") return post(question, HIDES[question.type]!);
    tellLost(error);
    wallTrouble.value = error.answer;
  }
}

export function putOnWall(copy: number, question: number): void {
  post({ type: "wall-add", copy, question }, { zh: "放上展示墙", en: "Put on the wall" });
}

export function toggleBlank(): void {
  const wall = classState.peek()?.wall;
  const waits = posts.peek().filter((one) => one.question.type === "wall-blank" && !one.refused);
  for (const one of waits) dropPost(one.name);
  if (wall && waits.length === 0) void askWall({ type: "wall-blank", hide: !wall.blank });
}

/** Plays from the beginning, stands, or goes on, at this speed. */
export function togglePlay(speed: number): void {
  const play = classState.peek()?.wall.play;
  if (!play) return;
  if (play.live) return void askWall({ type: "wall-replay", speed, at_ms: 0 });
  const at = Math.min(86_400_000, Math.round(playedMs(play, Date.now() + clockOffsetMs.peek()) ?? 0));
  void askWall({ type: "wall-replay", speed: play.speed > 0 ? 0 : speed, at_ms: at });
}

export function openProjector(): void {
  window.open("#/projector", "zhibi-projector", "popup,width=1280,height=720");
}
