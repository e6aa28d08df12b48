/* SPDX-License-Identifier: MIT */
/* The kinds of boxes that a sheet can have, what each needs, and new ones of them. Pure. */
import type { Box, Note, Question, Region, SheetDocument, SheetPage } from "./document";
import { fitBox, freeId, freeNumber, withPage } from "./edits";

/** By name: what it is called, and as large as it is put down without a hand that draws it. */
const KINDS = {
  answer: ["作答区", "Answer", 40, 12],
  option: ["选项", "Option", 6, 6],
  mark: ["批改区", "Mark", 14, 10],
  help: ["求助框", "Help", 16, 8],
  "number-box": ["学号框", "Number", 26, 10],
  total: ["总分", "Total", 28, 20],
  "claim-box": ["认领框", "Claim", 20, 14],
  "roster-box": ["点名框", "Roster", 20, 14],
  "page-strip": ["页码条", "Page", 6, 6],
  other: ["其他", "Unread", 40, 12],
} as const;

export type Role = keyof typeof KINDS;
export const ROLES = Object.keys(KINDS) as readonly Role[];

export const roleOf = (region: Region): Role => (region.role ?? "other") as Role;
export const roleName = (role: Role): Note => ({ zh: KINDS[role][0], en: KINDS[role][1] });
export const isOfQuestion = (role: Role) => role === "answer" || role === "option" || role === "mark";
export const isNumbered = (role: Role) => role === "claim-box" || role === "roster-box" || role === "page-strip";

/** "一、1 选项 A", "认领框 17". */
export function titleOf(document: SheetDocument, region: Region): Note {
  const question = document.questions.find(({ number }) => number === region.question);
  const title = (role: string) =>
    [question ? question.name || question.number : region.name, role, region.option ?? region.number].filter((part) => part !== undefined && part !== "").join(" ");
  const { zh, en } = roleName(roleOf(region));
  return { zh: title(zh), en: title(en) };
}

/** What a box of an option can stand for. */
export function optionsOf(question: Question | undefined): readonly string[] {
  return question?.type === "true-false" ? ["T", "F"] : question?.options ?? [];
}

function freeNumberOn(page: SheetPage, role: Role): number {
  let free = 1;
  while (page.regions.some((region) => region.role === role && region.number === free)) free += 1;
  return free;
}

/** A question for a box of that kind: one that has options, or else any. */
export function withNewQuestion(document: SheetDocument, role: Role): readonly [SheetDocument, number] {
  const number = freeNumber(document);
  const fresh: Question = { number, name: String(number), ...(role === "option" ? { type: "choice", options: ["A", "B", "C", "D"] } : { type: "text" }) };
  return [{ ...document, questions: [...document.questions, fresh] }, number];
}

/** Of that kind, with what it needs; `like`: the question that was last at hand. A question is made where there is none to have it. */
export function asRole(document: SheetDocument, index: number, region: Region, role: Role, like = 0): readonly [SheetDocument, Region] {
  const { question: own, option: _option, number: _number, ...rest } = region;
  const bare: Region = { ...rest, role };
  if (isNumbered(role)) return [document, { ...bare, number: freeNumberOn(document.pages[index]!, role) }];
  if (!isOfQuestion(role)) return [document, bare];
  const others = document.pages.flatMap(({ regions }) => regions.filter(({ id }) => id !== region.id));
  const has = ({ number }: Question, kind: Role, option?: string) =>
    others.some((other) => other.question === number && other.role === kind && (option === undefined || other.option === option));
  const free = (question: Question) => optionsOf(question).find((option) => !has(question, "option", option));
  const first = document.questions.find(({ number }) => number === (own ?? like));
  const all = first ? [first, ...document.questions] : document.questions;
  const question =
    role === "option" ? all.find((one) => free(one) !== undefined && (one === first || !has(one, "answer")))
    : role === "mark" ? all.find((one) => !has(one, "mark")) ?? all[0]
    : own === undefined ? undefined : first;
  if (question) return [document, { ...bare, question: question.number, ...(role === "option" && { option: free(question)! }) }];
  const [next, number] = withNewQuestion(document, role);
  return [next, { ...bare, question: number, ...(role === "option" && { option: "A" }) }];
}

export function addRegion(document: SheetDocument, index: number, role: Role, box: Box, like = 0): { document: SheetDocument; id: string } {
  const id = freeId(document);
  const [next, region] = asRole(document, index, { id, box_mm: fitBox(box, document.pages[index]!.size_mm) }, role, like);
  return { document: withPage(next, index, (page) => ({ ...page, regions: [...page.regions, region] })), id };
}

const GAP_MM = 2;

/** Where one of that kind lies over nothing: right of or below `after`, else anywhere; null: the page is full. */
export function freeBox({ size_mm: [paperWidth, paperHeight], regions }: SheetPage, role: Role, after?: Region): Box | null {
  const [, , width, height] = KINDS[role];
  const isFree = (x: number, y: number) =>
    !regions.some(({ box_mm: [left, top, w, h] }) => x < left + w + GAP_MM && left < x + width + GAP_MM && y < top + h + GAP_MM && top < y + height + GAP_MM);
  const [left, top] = after?.box_mm ?? [10, 10];
  for (const [firstX, firstY] of [[left, top], [4, top], [4, 4]] as const)
    for (let y = firstY; y + height <= paperHeight; y += 2)
      for (let x = y === firstY ? firstX : 4; x + width <= paperWidth; x += 2) if (isFree(x, y)) return [x, y, width, height];
  return null;
}
