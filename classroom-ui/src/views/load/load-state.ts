/* SPDX-License-Identifier: MIT */
/* What a load view asks the daemon, and what came of it. A later question makes an earlier answer stale. */
import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { connection } from "../../state/console";
import { Refusal } from "../../wire/requests";

export interface Asked<Answer> {
  readonly answer: Signal<Answer | null>;
  readonly trouble: Signal<Refusal["answer"] | null>;
  readonly waiting: Signal<boolean>;
}

/** Asks when `key` changes, and again when the line is back; `ask` null: there is nothing to ask. */
export function useAsked<Answer>(key: string, ask: (() => Promise<Answer>) | null): Asked<Answer> {
  const answer = useSignal<Answer | null>(null);
  const trouble = useSignal<Refusal["answer"] | null>(null);
  const waiting = useSignal(false);
  const live = connection.value.type === "live";
  useEffect(() => {
    if (!live) return undefined;
    if (!ask) {
      answer.value = null;
      return undefined;
    }
    let stale = false;
    waiting.value = true;
    ask()
      .then(
        (said) => {
          if (stale) return;
          answer.value = said;
          trouble.value = null;
        },
        (error: unknown) => {
          if (!(error instanceof Refusal)) throw error;
          if (!stale) trouble.value = error.answer;
        },
      )
      .finally(() => {
        if (!stale) waiting.value = false;
      });
    return () => {
      stale = true;
    };
  }, [key, live]);
  return { answer, trouble, waiting };
}
