/* SPDX-License-Identifier: MIT */
/*
 * Snapshot plus numbered changes: decides which messages may be applied. After a missing number nothing
 * counts until the next snapshot, so a page never shows a state that was never true.
 */

export type Verdict = "apply" | "ignore" | "resynchronise";

export class Sequence {
  private last: number | null = null;

  /** A new socket, or a state known to be broken: only a snapshot helps. */
  reset(): void {
    this.last = null;
  }

  snapshot(number: number): Verdict {
    this.last = number;
    return "apply";
  }

  change(number: number): Verdict {
    if (this.last === null) return "ignore";
    if (number === this.last + 1) {
      this.last = number;
      return "apply";
    }
    this.last = null;
    return "resynchronise";
  }
}
