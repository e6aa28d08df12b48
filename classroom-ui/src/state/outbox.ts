/* SPDX-License-Identifier: MIT */
/*
 * The page's one queue of actions: `post(question, words)` does it now or when the line is back, and never loses it.
 * `posts` is what is not answered yet, for views that show it as pending.
 */
import { effect, signal } from "@preact/signals";
import type { ActionQuestion } from "../wire/messages";
import { Refusal } from "../wire/requests";
import { classState, connection, requests, teacher } from "./console";
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

const MARKINGS: readonly string[] = ["mark", "mark-equal", "accept", "accept-equal", "accept-above", "undo", "comment", "correct", "place"];

/**
 * The class it is meant for: by the time it is heard another may be open, where the same seat is another pupil's. What is
 * said of answers gets a name, so that it is done once, and the assignment it is meant for.
 */
export function post(question: ActionQuestion, words: Words): void {
  const name = ("action" in question && question.action) || actionName();
  const now = classState.peek();
  const meant = now && now.class.id > 0 ? { class: now.class.id } : {};
  const assignment = now?.assignment?.id;
  const isMarking = MARKINGS.includes(question.type);
  const named = isMarking ? { ...(assignment !== undefined && { assignment }), ...question, action: name } : question;
  queue.put(name, { ...meant, ...named } as ActionQuestion, words);
}

/** Something was asked for the moment while there was no line: it was not done and is not kept; the veil says so. */
export const notDone = signal(false);

/** Of a wish for the moment that was refused. */
export function tellLost(refusal: Refusal): void {
  if (refusal.answer.code === "connection-lost") notDone.value = true;
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
  effect(() => {
    const live = connection.value.type === "live";
    if (live) notDone.value = false;
    queue.setLive(live);
  });
}
