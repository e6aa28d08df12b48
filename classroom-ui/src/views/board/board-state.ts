/* SPDX-License-Identifier: MIT */
/* Which class and day are looked at, what is there, and the draft with what the day would come to. */
import { effect, signal } from "@preact/signals";
import { actionName } from "../../state/outbox";
import { askBoard, publish, readAdvice, withdraw, type Advice, type Board } from "../../wire/board";
import type { Trouble } from "../../wire/outcome";
import { EMPTY, forClass, minutesOf, missing, wishOf, type Draft } from "./draft";

const ASK_AFTER_MS = 300;

export const board = signal<Board | null>(null);
export const trouble = signal<Trouble | null>(null);
export const classId = signal(0);
/** "": today. */
export const day = signal("");
/** As the daemon's clock has it; "" not known yet. */
export const today = signal("");
export const draft = signal<Draft>(EMPTY);
export const advice = signal<Advice | null>(null);
export const refusal = signal<Trouble | null>(null);
/** The title of what was published last. */
export const published = signal("");
export const busy = signal(false);

let action = actionName();
let asked = 0;

export async function readAgain(): Promise<void> {
  const [wantedClass, wantedDay] = [classId.value, day.value];
  const outcome = await askBoard(wantedClass, wantedDay);
  if (wantedClass !== classId.value || wantedDay !== day.value) return;
  if (outcome.type === "refused") {
    trouble.value = outcome.trouble;
    return;
  }
  trouble.value = null;
  board.value = outcome.value;
  if (wantedDay === "") today.value = outcome.value.day;
  draft.value = forClass(draft.value, outcome.value);
}

export function show(wanted: { classId?: number; day?: string }): void {
  if (wanted.classId !== undefined) classId.value = wanted.classId;
  if (wanted.day !== undefined) day.value = wanted.day === today.value ? "" : wanted.day;
  void readAgain();
}

/** Another draft is another wish. */
export function change(part: Partial<Draft>): void {
  draft.value = { ...draft.value, ...part };
  action = actionName();
  refusal.value = null;
  published.value = "";
}

function given(asks: boolean) {
  const now = board.value!;
  return wishOf(draft.value, { action: asks ? actionName() : action, class: now.class.name, day: now.day, asks });
}

/** What the day would come to, a moment after the last key. */
async function askAdvice(): Promise<void> {
  const mine = ++asked;
  if (!board.value || draft.value.subject.trim() === "" || minutesOf(draft.value.minutes) <= 0) {
    advice.value = null;
    return;
  }
  await new Promise((resolve) => setTimeout(resolve, ASK_AFTER_MS));
  if (mine !== asked) return;
  const outcome = await publish(given(true));
  if (mine !== asked) return;
  if (outcome.type === "done") advice.value = outcome.value;
  else advice.value = "board" in outcome.body ? readAdvice(outcome.body) : null;
}

effect(() => {
  // Read here, so that each change of them asks anew.
  void [draft.value.subject, draft.value.minutes, draft.value.place, draft.value.layer, draft.value.sheet, board.value];
  void askAdvice();
});

export async function publishNow(): Promise<void> {
  if (!board.value || missing(draft.value)) return;
  busy.value = true;
  const outcome = await publish(given(false));
  busy.value = false;
  if (outcome.type === "refused") {
    refusal.value = outcome.trouble;
    return;
  }
  const { title, subject, place } = draft.value;
  draft.value = { ...EMPTY, subject, place };
  action = actionName();
  refusal.value = null;
  published.value = title;
  await readAgain();
}

/** null: it is done. */
export async function takeBack(assignment: number, reason: string): Promise<Trouble | null> {
  const outcome = await withdraw({ class: board.value!.class.name, assignment, reason });
  if (outcome.type === "refused") return outcome.trouble;
  await readAgain();
  return null;
}
