/* SPDX-License-Identifier: MIT */
/* One question of the class: equal answers together, what is marked, what is proposed, what is on its way. Pure. */
import type { Post } from "../../state/outbox-queue";
import type { ActionQuestion } from "../../wire/messages";
import type { PupilAnswer, Results, Verdict } from "../../wire/results";

export interface Member {
  readonly seat: number;
  readonly answer: PupilAnswer;
  /** What the teacher said of it that the daemon has not answered yet. */
  readonly pending: Verdict | "undo" | null;
}

export interface Group {
  readonly key: string;
  /** Equal answers have a text; "ink" and "unsure" are one pupil each. */
  readonly kind: "equal" | "blank" | "unsure" | "ink";
  readonly text: string;
  readonly members: readonly Member[];
  readonly nOpen: number;
  readonly proposal: Verdict | null;
}

/** Whom an action was about. */
export interface Concerned {
  readonly question: number;
  readonly seats: readonly number[];
}
/** By its name; of those of this page. */
export type FindConcerned = (name: string) => Concerned | undefined;

const ORDER = { equal: 0, unsure: 1, ink: 2, blank: 3 } as const;

function kindOf(answer: PupilAnswer): Group["kind"] {
  if (answer.state === "read") return "equal";
  if (answer.state === "blank") return "blank";
  return answer.state === "refused" ? "unsure" : "ink";
}

function says(answer: PupilAnswer, text: string): boolean {
  return text === "" ? answer.state === "blank" : answer.state === "read" && answer.text === text;
}

/** What waits for this answer, the last word of it. */
function pendingOf(seat: number, answer: PupilAnswer, posts: readonly Post<ActionQuestion>[], find: FindConcerned): Member["pending"] {
  let pending: Member["pending"] = null;
  for (const { question: said, refused } of posts) {
    if (refused) continue;
    if (said.type === "undo") {
      const concerned = find(said.of);
      if (concerned?.question === answer.question && concerned.seats.includes(seat)) pending = "undo";
    }
    if (!("question" in said) || said.question !== answer.question) continue;
    const proposed = answer.mark ? null : (answer.proposal?.verdict ?? null);
    if (said.type === "mark" && said.seat === seat) pending = said.verdict as Verdict;
    else if (said.type === "accept" && said.seat === seat) pending = proposed;
    else if (said.type === "mark-equal" && !answer.mark && says(answer, said.text)) pending = said.verdict as Verdict;
    else if (said.type === "accept-equal" && proposed && says(answer, said.text)) pending = proposed;
    else if (said.type === "accept-above" && proposed && proposed !== "blank" && answer.proposal!.confidence >= said.confidence)
      pending = proposed;
  }
  return pending;
}

export function isOpen(member: Member): boolean {
  if (member.pending === "none") return true;
  return !member.answer.mark && (member.pending === null || member.pending === "undo");
}

function groupOf(key: string, members: readonly Member[]): Group {
  const { answer } = members[0]!;
  const kind = kindOf(answer);
  const open = members.filter(isOpen);
  const proposal = open.find((member) => member.answer.proposal)?.answer.proposal?.verdict ?? null;
  return { key, kind, text: kind === "equal" ? (answer.text ?? "") : "", members, nOpen: open.length, proposal };
}

/** The most frequent first, then what a person has to look at one by one, then the blank ones. */
export function groupsOf(results: Results, question: number, posts: readonly Post<ActionQuestion>[], find: FindConcerned): Group[] {
  const byKey = new Map<string, Member[]>();
  for (const pupil of results.pupils) {
    const answer = pupil.answers.find((one) => one.question === question);
    if (!answer?.state || answer.copy === 0) continue;
    const kind = kindOf(answer);
    const key = kind === "equal" ? `=${answer.text}` : kind === "blank" ? "blank" : `seat${pupil.seat}`;
    const member = { seat: pupil.seat, answer, pending: pendingOf(pupil.seat, answer, posts, find) };
    byKey.set(key, [...(byKey.get(key) ?? []), member]);
  }
  return [...byKey]
    .map(([key, members]) => groupOf(key, members))
    .sort((a, b) => ORDER[a.kind] - ORDER[b.kind] || b.members.length - a.members.length || (a.key < b.key ? -1 : 1));
}

/** What is blank may still be written: it is in no bound. */
export function isAbove(member: Member, bound: number): boolean {
  const { proposal } = member.answer;
  return isOpen(member) && Boolean(proposal) && proposal!.verdict !== "blank" && proposal!.confidence >= bound;
}

/** How many proposals a bound takes, and how many of them are expected to be wrong; null: nothing was measured. */
export function expectedAbove(groups: readonly Group[], bound: number, wrong: number | null): { n: number; wrong: number | null } {
  const n = groups.flatMap((group) => group.members).filter((member) => isAbove(member, bound)).length;
  return { n, wrong: wrong === null ? null : n * wrong };
}
