/* SPDX-License-Identifier: MIT */
/* What is wrong with a sheet, in a teacher's words, with the mend; nothing is saved while there is any of it. Pure. */
import type { Question, Region, SheetDocument } from "./document";

export interface Fault {
  readonly zh: string;
  readonly en: string;
  readonly page: number | null;
  readonly regions: readonly string[];
  readonly question: number | null;
}

/** So far may neighbours reach into each other: what drawing by hand does. As in homework/sheet/sheet-overlap.h. */
const OVERLAP_MM = 0.5;

const NUMBER = /^-?(\d+(\.\d+)?|\d+ \d+\/\d+|\d+\/\d+)%?$/;

function isWritten(region: Region): boolean {
  return (region.role === "answer" || region.role === "option") && region.question !== undefined;
}

function overlap(a: Region, b: Region): boolean {
  const [ax, ay, aw, ah] = a.box_mm;
  const [bx, by, bw, bh] = b.box_mm;
  return (
    Math.min(ax + aw, bx + bw) - Math.max(ax, bx) > OVERLAP_MM && Math.min(ay + ah, by + bh) - Math.max(ay, by) > OVERLAP_MM
  );
}

const titleOf = (document: SheetDocument, number: number) =>
  document.questions.find((question) => question.number === number)?.name || String(number);

function overlaps(document: SheetDocument): Fault[] {
  return document.pages.flatMap((page, index) => {
    const written = page.regions.filter(isWritten);
    return written.flatMap((a, i) =>
      written.slice(i + 1).flatMap((b) => {
        if (a.question === b.question || !overlap(a, b)) return [];
        const [one, other] = [titleOf(document, a.question!), titleOf(document, b.question!)];
        return [{
          zh: `“${one}”和“${other}”的作答区重叠了：写在那里的不知算哪题。请移开或缩小其中一个。`,
          en: `The places of ${one} and ${other} overlap: ink there would be of neither. Move one away or make it smaller.`,
          page: index, regions: [a.id, b.id], question: null,
        }];
      }),
    );
  });
}

function keyFault(question: Question): { zh: string; en: string } | null {
  const options = question.options ?? [];
  const chooses = question.type === "choice" || question.type === "choices";
  if (chooses && options.length < 2)
    return { zh: "至少要有两个选项。请在“选项”里写，如 ABCD。", en: "needs two options at least. Write them, e.g. ABCD." };
  for (const key of question.key ?? []) {
    if (question.type === "choice" && !options.includes(key))
      return { zh: `答案“${key}”不在选项 ${options.join("")} 里。请改答案或选项。`, en: `the key ${key} is none of the options ${options.join("")}. Change one of them.` };
    if (question.type === "choices" && [...key].some((letter) => !options.includes(letter)))
      return { zh: `答案“${key}”里有选项 ${options.join("")} 以外的字母。请改答案或选项。`, en: `the key ${key} has letters beyond the options ${options.join("")}. Change one of them.` };
    if (question.type === "true-false" && key !== "T" && key !== "F")
      return { zh: `判断题的答案写“对”或“错”，现在是“${key}”。`, en: `the key of a true-false question is T or F, not ${key}.` };
    if (question.type === "number" && !NUMBER.test(key))
      return { zh: `答案“${key}”不是一个数。请写 12、-12.5、3/4 或 50%，或把题型改成短答。`, en: `the key ${key} is no number. Write 12, -12.5, 3/4 or 50%, or make it a text question.` };
  }
  return null;
}

export function checkSheet(document: SheetDocument): readonly Fault[] {
  const keys = document.questions.flatMap((question) => {
    const fault = keyFault(question);
    const title = question.name || String(question.number);
    return fault ? [{ zh: `“${title}”：${fault.zh}`, en: `${title}: ${fault.en}`, page: null, regions: [], question: question.number }] : [];
  });
  return [...overlaps(document), ...keys];
}
