/* SPDX-License-Identifier: MIT */
/*
 * The page's one queue of actions: `post(question, words)` does it now or when the line is back, and never loses it.
 * `posts` is what is not answered yet, for views that show it as pending.
 */
import { effect, signal } from "@preact/signals";
import type { ActionQuestion } from "../wire/messages";
import { Refusal } from "../wire/requests";
import { connection, requests, teacher } from "./console";
import { OutboxQueue, type Post, type Words } from "./outbox-queue";

export type { Words } from "./outbox-queue";

export const posts = signal<readonly Post<ActionQuestion>[]>([]);

function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

const queue = new OutboxQueue<ActionQuestion>({
  send: (question) =>
    requests.ask(question).catch((error: unknown) => {
      throw error instanceof Refusal ? error.answer : error;
    }),
  later: (delayMs, run) => void setTimeout(run, delayMs),
  nowMs: () => Date.now(),
  changed: (now) => (posts.value = now),
  storage: storage(),
});

/** A name that no other action has, in any browser. */
export function actionName(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function post(question: ActionQuestion, words: Words): void {
  queue.put(("action" in question && question.action) || actionName(), question, words);
}

export const retryPost = (name: string): void => queue.retry(name);
export const dropPost = (name: string): void => queue.drop(name);

/** Whoever is logged in has the queue; it goes on when the line does. */
export function keepOutbox(): void {
  effect(() => {
    const login = teacher.value?.login;
    if (login === undefined) queue.close();
    else queue.open(login);
  });
  effect(() => queue.setLive(connection.value.type === "live"));
}
