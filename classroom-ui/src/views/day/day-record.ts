/* SPDX-License-Identifier: MIT */
/* The day by the record, asked for again while somebody looks: the assignments that are not open have no live results. */
import { effect, signal } from "@preact/signals";
import { classState, connection, requests } from "../../state/console";
import { Refusal } from "../../wire/requests";
import type { DayAnswer, DayAssignment } from "../../wire/day";

const AGAIN_MS = 5000;

export const record = signal<DayAnswer | null>(null);

async function look(): Promise<void> {
  try {
    record.value = await requests.ask({ type: "day" });
  } catch (error) {
    // The line is gone, or the disk is busy: it is asked again.
    if (!(error instanceof Refusal)) throw error;
  }
}

/** Follows the day until the returned function is called; at once with another assignment. */
export function followDay(): () => void {
  record.value = null;
  const stop = effect(() => {
    void classState.value?.assignment?.id;
    if (connection.value.type === "live") void look();
  });
  const timer = setInterval(() => connection.peek().type === "live" && void look(), AGAIN_MS);
  return () => {
    stop();
    clearInterval(timer);
  };
}

/** Those of the day that are not open. */
export function others(): readonly DayAssignment[] {
  const open = classState.value?.assignment?.id;
  return record.value?.assignments.filter((one) => one.id !== open) ?? [];
}
