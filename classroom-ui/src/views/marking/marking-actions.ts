/* SPDX-License-Identifier: MIT */
/* What the keys do: marks of a group, of one pupil, and taking back what was done last. All go through the outbox. */
import { signal } from "@preact/signals";
import { classState } from "../../state/console";
import { actionName, post, type Words } from "../../state/outbox";
import type { MarkingQuestion } from "../../wire/marking";
import type { Verdict } from "../../wire/results";
import { isOpen, type Group, type Member } from "./groups";

/** Names of what was done, the last last; one key press may be several. */
export const done = signal<readonly (readonly string[])[]>([]);

export interface Spot {
  readonly seat: number;
  readonly x: number;
  readonly y: number;
}
/** Where on a pupil's paper the next mark goes. */
export const spot = signal<Spot | null>(null);

type Wish = MarkingQuestion extends infer Q ? (Q extends MarkingQuestion ? Omit<Q, "action" | "assignment"> : never) : never;

function say(wish: Wish, about: Words): string {
  const action = actionName();
  const assignment = classState.peek()?.assignment?.id ?? 0;
  post({ ...wish, action, assignment } as MarkingQuestion, about);
  return action;
}

function remember(names: readonly string[]): void {
  if (names.length > 0) done.value = [...done.peek(), names];
}

export interface Said {
  readonly verdict: Verdict;
  readonly points: number;
  readonly comment?: number;
}

function about(question: number, what: string, who: string): Words {
  return { zh: `第 ${question} 题，${who}：${what}`, en: `Question ${question}, ${who}: ${what}` };
}

function markOne(question: number, member: Member, said: Said): string {
  const place = spot.peek()?.seat === member.seat ? { x: spot.peek()!.x, y: spot.peek()!.y } : {};
  const wish: Wish = { type: "mark", seat: member.seat, question, text: "", ...said, ...place };
  return say(wish, about(question, said.verdict, `#${member.seat + 1}`));
}

/** One pupil, or all of the group that have no mark; when all have (and it was asked), all of them anew. */
export function mark(question: number, group: Group, member: Member | null, said: Said): void {
  if (member) {
    remember([markOne(question, member, said)]);
    spot.value = null;
    return;
  }
  const isEqual = group.kind === "equal" || group.kind === "blank";
  if (isEqual && group.nOpen > 0) {
    const words = about(question, said.verdict, group.text || "–");
    remember([say({ type: "mark-equal", question, text: group.text, ...said }, words)]);
    return;
  }
  remember(group.members.map((one) => markOne(question, one, said)));
  spot.value = null;
}

/** False: nothing is proposed. */
export function accept(question: number, group: Group, member: Member | null): boolean {
  const one = member ?? (group.kind === "equal" ? null : (group.members.find(isOpen) ?? null));
  if (one) {
    if (!one.answer.proposal || !isOpen(one)) return false;
    remember([say({ type: "accept", seat: one.seat, question }, about(question, "✓?", `#${one.seat + 1}`))]);
    return true;
  }
  if (!group.proposal) return false;
  remember([say({ type: "accept-equal", question, text: group.text }, about(question, "✓?", group.text))]);
  return true;
}

export function acceptAbove(question: number, confidence: number): void {
  const what = `≥ ${Math.round(confidence * 100)}%`;
  remember([say({ type: "accept-above", question, confidence }, about(question, what, "✓?"))]);
}

export function undoLast(): void {
  const names = done.peek()[done.peek().length - 1];
  if (!names) return;
  done.value = done.peek().slice(0, -1);
  for (const of of names) say({ type: "undo", of }, { zh: "撤销一次批改", en: "Undo a mark" });
}

export function putComment(comment: number, question: number, text: string, verdict: Verdict, points: number): void {
  say(
    { type: "comment", comment, question, text, verdict, points },
    { zh: `评语“${text}”`, en: `Comment "${text}"` },
  );
}
