/* SPDX-License-Identifier: MIT */
/* What the keys do: marks of a group, of one pupil, and taking back what was done last. All go through the outbox. */
import { signal } from "@preact/signals";
import { classState, seatNow } from "../../state/console";
import { actionName, post, type Words } from "../../state/outbox";
import type { MarkingQuestion } from "../../wire/marking";
import type { SheetQuestion, Verdict } from "../../wire/results";
import { isAbove, isOpen, type Concerned, type Group, type Member } from "./groups";
import { bothWords } from "./words";

/** Names of what was done, the last last; one key press may be several. */
export const done = signal<readonly (readonly string[])[]>([]);
/** When. */
export const timesMs: number[] = [];
/** By those names: whom it is about, and in words. */
const deeds = new Map<string, Concerned & { readonly words: Words; readonly back?: Wish }>();

export function concernedBy(name: string): Concerned | undefined {
  return deeds.get(name);
}

export interface Spot {
  readonly seat: number;
  readonly x: number;
  readonly y: number;
}
/** Where on a pupil's paper the next mark goes. */
export const spot = signal<Spot | null>(null);

type Wish = MarkingQuestion extends infer Q ? (Q extends MarkingQuestion ? Omit<Q, "action" | "assignment"> : never) : never;

type Tell = (words: (typeof bothWords)["zh"]) => string;

function inBoth(tell: Tell): Words {
  return { zh: tell(bothWords.zh), en: tell(bothWords.en) };
}

function say(wish: Wish, words: Words): string {
  const action = actionName();
  const assignment = classState.peek()?.assignment?.id ?? 0;
  post({ ...wish, action, assignment } as MarkingQuestion, words);
  return action;
}

/** By number: names are never kept in the browser. */
function one(member: Member): Tell {
  const number = seatNow(member.seat)?.pupil?.number ?? member.seat + 1;
  return (words) => words.pupil(number);
}

function act(wish: Wish, question: SheetQuestion, members: readonly Member[], who: Tell, what: Tell): string {
  const words = inBoth((language) => language.deed(question.name || String(question.question), who(language), what(language)));
  const name = say(wish, words);
  deeds.set(name, { question: question.question, seats: members.map(({ seat }) => seat), words });
  return name;
}

function remember(names: readonly string[]): void {
  if (names.length === 0) return;
  done.value = [...done.peek(), names];
  timesMs.push(Date.now());
}

/** Of a whole copy; "" takes back the one it has. */
export function giveLevel(seat: number, level: string): void {
  const number = seatNow(seat)?.pupil?.number ?? seat + 1;
  const words = inBoth((language) => language.copyDeed(number, level));
  const name = say({ type: "mark", seat, question: 0, verdict: level === "" ? "none" : "level", points: 0, text: level }, words);
  deeds.set(name, { question: 0, seats: [seat], words });
  remember([name]);
}

/** What the answer says, whatever it was read as; "": what it was read as. */
export function correct(question: SheetQuestion, member: Member, text: string): void {
  const { answer, seat } = member;
  const wish: Wish = { type: "correct", seat, question: question.question, text };
  const name = act(wish, question, [member], one(member), (words) => words.reads(text));
  deeds.set(name, { ...deeds.get(name)!, back: { ...wish, text: answer.by_teacher ? (answer.text ?? "") : "" } });
  remember([name]);
}

export interface Said {
  readonly verdict: Verdict;
  readonly points: number;
  readonly comment?: number;
}

function markOne(question: SheetQuestion, member: Member, said: Said): string {
  const place = spot.peek()?.seat === member.seat ? { x: spot.peek()!.x, y: spot.peek()!.y } : {};
  const wish: Wish = { type: "mark", seat: member.seat, question: question.question, text: "", ...said, ...place };
  return act(wish, question, [member], one(member), (words) => words.given(said));
}

/** One pupil, or all of the group that have no mark; when all have (and it was asked), all of them anew. */
export function mark(question: SheetQuestion, group: Group, member: Member | null, said: Said): void {
  const isEqual = group.kind === "equal" || group.kind === "blank";
  if (!member && isEqual && group.nOpen > 0 && said.verdict !== "none") {
    const wish: Wish = { type: "mark-equal", question: question.question, text: group.text, ...said };
    const who: Tell = (words) => words.whoSay(group.text);
    return remember([act(wish, question, group.members.filter(isOpen), who, (words) => words.given(said))]);
  }
  const members = (member ? [member] : group.members).filter((each) => said.verdict !== "none" || !isOpen(each));
  remember(members.map((each) => markOne(question, each, said)));
  spot.value = null;
}

/** False: nothing is proposed. */
export function accept(question: SheetQuestion, group: Group, member: Member | null): boolean {
  const single = member ?? (group.kind === "equal" ? null : (group.members.find(isOpen) ?? null));
  const what: Tell = (words) => words.accept;
  if (single) {
    if (!single.answer.proposal || !isOpen(single)) return false;
    remember([act({ type: "accept", seat: single.seat, question: question.question }, question, [single], one(single), what)]);
    return true;
  }
  if (!group.proposal) return false;
  const wish: Wish = { type: "accept-equal", question: question.question, text: group.text };
  remember([act(wish, question, group.members.filter(isOpen), (words) => words.whoSay(group.text), what)]);
  return true;
}

export function acceptAbove(question: SheetQuestion, groups: readonly Group[], confidence: number): void {
  const members = groups.flatMap((group) => group.members).filter((member) => isAbove(member, confidence));
  const wish: Wish = { type: "accept-above", question: question.question, confidence };
  const what: Tell = (words) => words.above(Math.round(confidence * 100), members.length);
  if (members.length > 0) remember([act(wish, question, members, (words) => words.everybody, what)]);
}

export function undoLast(): void {
  const names = done.peek()[done.peek().length - 1];
  if (!names) return;
  done.value = done.peek().slice(0, -1);
  for (const of of names) {
    const { words, back } = deeds.get(of)!;
    say(back ?? { type: "undo", of }, { zh: bothWords.zh.undone(words.zh), en: bothWords.en.undone(words.en) });
  }
}

/** Made (`comment` 0), changed, or removed ("none"). */
export function putComment(comment: number, question: number, text: string, verdict: Verdict, points: number): void {
  const words = { zh: `评语“${text}”`, en: `Comment "${text}"` };
  const name = say({ type: "comment", comment, question, text, verdict, points }, words);
  deeds.set(name, { question, seats: [], words });
  remember([name]);
}
