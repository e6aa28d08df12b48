/* SPDX-License-Identifier: MIT */
/* The pens and the daemon's status, asked for again while somebody looks at them; and what one asks of a pen. */
import { signal } from "@preact/signals";
import { classState, requests } from "../../state/console";
import { tellLost } from "../../state/outbox";
import { language } from "../../state/settings";
import { Refusal } from "../../wire/requests";
import type { FleetPen, PensAnswer, PensQuestion, StatusAnswer } from "../../wire/pens";

export const pens = signal<PensAnswer | null>(null);
export const status = signal<StatusAnswer | null>(null);
/** What was refused last, in the words of the daemon. */
export const refusal = signal<{ readonly zh: string; readonly en: string } | null>(null);

const SLOW_MS = 2500;
const QUICK_MS = 800;

let timer: number | undefined;
let lookers = 0;

async function look(): Promise<void> {
  try {
    const [newPens, newStatus] = await Promise.all([requests.ask({ type: "pens" }), requests.ask({ type: "status" })]);
    pens.value = newPens;
    status.value = newStatus;
  } catch {
    // The line is gone: the veil says so, and the next look asks again.
  }
}

function isBusy(): boolean {
  const now = status.peek();
  return (now?.bluetooth.pairing_s ?? 0) > 0 || (now?.enrolment.left_s ?? 0) > 0;
}

async function lookAgain(): Promise<void> {
  window.clearTimeout(timer);
  timer = undefined;
  await look();
  if (lookers > 0 && timer === undefined) timer = window.setTimeout(() => void lookAgain(), isBusy() ? QUICK_MS : SLOW_MS);
}

/** For an effect: looks until what it returns is called. */
export function followPens(): () => void {
  lookers += 1;
  void lookAgain();
  return () => {
    lookers -= 1;
    if (lookers === 0) {
      window.clearTimeout(timer);
      timer = undefined;
    }
  };
}

type Wish = Exclude<PensQuestion, { type: "pens" | "status" }>;

/** A number is another pupil's in another class. */
function meant(question: Wish): Wish {
  const open = classState.peek()?.class.id;
  return question.type === "pen-bind" && open ? ({ ...question, class: open } as Wish) : question;
}

/**
 * Asks, and looks at what came of it; false: it was refused, and `refusal` says why. Nothing of it is kept for a line that
 * is down: a pen that beeps in the middle of the next lesson, or is given to whoever has that number by then, does harm.
 */
export async function wish(question: Wish): Promise<boolean> {
  refusal.value = null;
  try {
    await requests.ask(meant(question));
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    tellLost(error);
    refusal.value = error.answer;
    return false;
  } finally {
    void lookAgain();
  }
}

export function refusalText(): string {
  return refusal.value?.[language.value] ?? "";
}

export function penByAddress(address: string): FleetPen | null {
  return pens.value?.pens.find((pen) => pen.pen === address) ?? null;
}
