/* SPDX-License-Identifier: MIT */
/* Whether the tour is on, and whether somebody has seen it on this computer: until then the rail offers it. */
import { signal } from "@preact/signals";
import { storedSignal } from "../state/stored";

/** The step; null: no tour. */
export const tourAt = signal<number | null>(null);
export const tourSeen = storedSignal("zhibi-tour", ["no", "yes"] as const, "no");

export function startTour(): void {
  tourAt.value = 0;
}

export function endTour(): void {
  tourSeen.value = "yes";
  tourAt.value = null;
}
