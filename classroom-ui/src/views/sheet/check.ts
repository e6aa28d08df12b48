/* SPDX-License-Identifier: MIT */
/* What is wrong with a sheet, in a teacher's words, with the mend; nothing is saved while there is any of it. Pure. */
import type { Question, Region, SheetDocument } from "./document";
import { addressOf, addressText, PAPER_MM_MAX, PAPER_MM_MIN } from "./pages";

export interface Fault {
  readonly zh: string;
  readonly en: string;
  readonly page: number | null;
  readonly regions: readonly string[];
  readonly question: number | null;
}

/** So far may neighbours reach into each other: what drawing by hand does. As in homework/sheet/sheet-overlap.h. */
const OVERLAP_MM = 0.5;

/** As homework/sheet/sheet-check.h. */
const EDGE_MM = 0.01;

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

const fault = (zh: string, en: string, page: number | null, regions: readonly string[] = []): Fault => ({ zh, en, page, regions, question: null });

/** Importers that know no paper give these; no dots say them. */
const isNoPaper = (address: string) => address.startsWith("0.0.0.");

function pageFaults(document: SheetDocument): Fault[] {
  if (document.pages.length === 0)
    return [fault("作业单一页也没有，学生没处写。请加一页。", "The sheet has no page to write on. Add one.", null)];
  const addresses = document.pages.map((page) => addressText(addressOf(page)));
  return document.pages.flatMap((page, index) => {
    const found: Fault[] = [];
    const n = index + 1;
    if (page.size_mm.some((mm) => !(mm >= PAPER_MM_MIN && mm <= PAPER_MM_MAX)))
      found.push(fault(
        `第 ${n} 页的纸是 ${page.size_mm.join(" × ")} 毫米：宽和高应在 ${PAPER_MM_MIN} 到 ${PAPER_MM_MAX} 毫米之间。请量一下再填，A4 是 210 × 297。`,
        `Page ${n} is ${page.size_mm.join(" × ")} mm: width and height are from ${PAPER_MM_MIN} to ${PAPER_MM_MAX} mm. Measure it; A4 is 210 × 297.`, index));
    if (addresses.indexOf(addresses[index]!) < index)
      found.push(fault(
        `第 ${n} 页的点码地址 ${addresses[index]} 和前面一页相同，笔分不清是哪页。请改成纸上印的那个。`,
        `Page ${n} has the dot address ${addresses[index]} of an earlier page; pens could not tell them apart. Write the one printed on it.`, index));
    if (isNoPaper(addresses[index]!))
      found.push(fault(
        `第 ${n} 页还没有点码地址（现在是 ${addresses[index]}，没有这种纸）。请填纸上印的四个数，如 3.27.603.11。`,
        `Page ${n} has no dot address yet (${addresses[index]} is on no paper). Write the four numbers printed on it, such as 3.27.603.11.`, index));
    return found;
  });
}

/** What a smaller paper leaves outside. */
function beyondPaper(document: SheetDocument): Fault[] {
  return document.pages.flatMap((page, index) => {
    const outside = page.regions.filter(({ box_mm: [x, y, width, height] }) =>
      x < -EDGE_MM || y < -EDGE_MM || x + width > page.size_mm[0] + EDGE_MM || y + height > page.size_mm[1] + EDGE_MM);
    return outside.length === 0 ? [] : [fault(
      `第 ${index + 1} 页有 ${outside.length} 个区在纸外（纸宽 ${page.size_mm[0]}、高 ${page.size_mm[1]} 毫米）。请移进来，或把纸改大。`,
      `${outside.length} place${outside.length === 1 ? " of page" : "s of page"} ${index + 1} lie outside the paper (${page.size_mm[0]} × ${page.size_mm[1]} mm). Move them in, or make the paper larger.`,
      index, outside.map((region) => region.id))];
  });
}

export function checkSheet(document: SheetDocument): readonly Fault[] {
  const keys = document.questions.flatMap((question) => {
    const fault = keyFault(question);
    const title = question.name || String(question.number);
    return fault ? [{ zh: `“${title}”：${fault.zh}`, en: `${title}: ${fault.en}`, page: null, regions: [], question: question.number }] : [];
  });
  return [...pageFaults(document), ...beyondPaper(document), ...overlaps(document), ...keys];
}
