/* SPDX-License-Identifier: MIT */
/*
 * What was said of groups that are marked all through: it waits until it is said once more, or let go. Kept beside the
 * group whatever is looked at meanwhile, for it was typed and is not to vanish at a click elsewhere.
 */
import { signal } from "@preact/signals";
import { classState } from "../../state/console";
import { posts } from "../../state/outbox";
import { needsAsking } from "./choice";
import { groupsOf } from "./groups";
import { concernedBy, type Said } from "./marking-actions";

const asks = signal<ReadonlyMap<string, Said>>(new Map());

const place = (question: number, group: string) => [classState.peek()?.assignment?.id, question, group].join(" ");

export function askOf(question: number, group: string): Said | null {
  return asks.value.get(place(question, group)) ?? null;
}

/** null: it was answered. */
export function setAsk(question: number, group: string, said: Said | null): void {
  const next = new Map(asks.peek());
  if (said) next.set(place(question, group), said);
  else next.delete(place(question, group));
  asks.value = next;
}

/** A group that is gone, or is not marked all through any more, asks nothing. */
function stillAsks(): boolean {
  const results = classState.peek()?.results;
  return (results?.sheet?.questions ?? []).some(({ question }) =>
    groupsOf(results!, question, posts.peek(), concernedBy).some((group) => {
      const said = askOf(question, group.key);
      return said !== null && needsAsking(group, null, said, null);
    }),
  );
}

// The browser asks whether the page may go while a question is open.
addEventListener("beforeunload", (event) => {
  if (asks.peek().size > 0 && stillAsks()) event.preventDefault();
});
