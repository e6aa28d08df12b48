/* SPDX-License-Identifier: MIT */
/* What is wrong with a sheet, in a teacher's words, with the mend; nothing is saved while there is any of it. Pure. */
import type { Note, Question, Region, SheetDocument } from "./document";
import { isNumbered, isOfQuestion, optionsOf, roleOf, titleOf } from "./kinds";
import { addressOf, addressText, PAPER_MM_MAX, PAPER_MM_MIN } from "./pages";

export interface Fault extends Note {
  readonly page: number | null;
  readonly regions: readonly string[];
  readonly question: number | null;
  /** Which field of the question or the page is to be mended. */
  readonly field: string;
}

/** So far may neighbours reach into each other: what drawing by hand does. As in homework/sheet/sheet-overlap.h. */
const OVERLAP_MM = 0.5;

/** As homework/sheet/sheet-check.h. */
const EDGE_MM = 0.01;

/** As homework/sheet/sheet-check.h. */
const QUESTIONS_MAX = 1000;

/** No fraction of nothing: what stands below the line has a digit that is not 0. */
const NUMBER = /^-?(\d+(\.\d+)?|(\d+ )?\d+\/0*[1-9]\d*)%?$/;

/** Ink in it means something by its place alone; where a teacher marks, the pen tells. */
const isRead = (region: Region) => !["mark", "total", "other"].includes(roleOf(region));

function overlap(a: Region, b: Region): boolean {
  const [ax, ay, aw, ah] = a.box_mm;
  const [bx, by, bw, bh] = b.box_mm;
  return (
    Math.min(ax + aw, bx + bw) - Math.max(ax, bx) > OVERLAP_MM && Math.min(ay + ah, by + bh) - Math.max(ay, by) > OVERLAP_MM
  );
}

const fault = (note: Note, page: number | null, regions: readonly string[] = [], field = ""): Fault => ({ ...note, page, regions, question: null, field });

function overlaps(document: SheetDocument): Fault[] {
  return document.pages.flatMap((page, index) => {
    const read = page.regions.filter(isRead);
    return read.flatMap((a, i) =>
      read.slice(i + 1).flatMap((b) => {
        if ((a.question !== undefined && a.question === b.question) || !overlap(a, b)) return [];
        const [one, other] = [titleOf(document, a), titleOf(document, b)];
        return [fault({
          zh: `“${one.zh}”和“${other.zh}”重叠了：写在那里的不知算哪个。请移开或缩小其中一个。`,
          en: `${one.en} and ${other.en} overlap: ink there would be of neither. Move one away or make it smaller.`,
        }, index, [a.id, b.id])];
      }),
    );
  });
}

/** Boxes for an option that the question does not have, or for a number that another box is for. */
function strays(document: SheetDocument): Fault[] {
  return document.pages.flatMap((page, index) =>
    page.regions.flatMap((region, i) => {
      const role = roleOf(region);
      const { zh, en } = titleOf(document, region);
      const options = optionsOf(document.questions.find(({ number }) => number === region.question));
      if (role === "option" && !options.includes(region.option ?? ""))
        return [fault({
          zh: `“${zh}”：这题${options.length > 0 ? `的选项只有 ${options.join("、")}` : "没有选项"}。请给框另选一个，或在表里改题的选项。`,
          en: `${en}: the question ${options.length > 0 ? `has only the options ${options.join(", ")}` : "has no options"}. Choose another for the box, or change the question's in the table.`,
        }, index, [region.id])];
      const twin = isNumbered(role) && page.regions.slice(0, i).find((other) => other.role === role && other.number === region.number);
      return twin ? [fault({
        zh: `这页有两个“${zh}”：碰到时不知算哪个。请改一个的号，或删掉一个。`,
        en: `${en} is there twice on this page: a touch would be of neither. Change the number of one, or delete it.`,
      }, index, [twin.id, region.id])] : [];
    }),
  );
}

/** From the table or an import: a place of a question that is gone. */
function orphans(document: SheetDocument): Fault[] {
  const numbers = new Set(document.questions.map(({ number }) => number));
  return document.pages.flatMap((page, index) =>
    page.regions.filter((region) => isOfQuestion(roleOf(region)) && !numbers.has(region.question ?? 0)).map((region) => {
      const { zh, en } = titleOf(document, region);
      return fault({ zh: `“${zh}”不属于任何题。请选它属于哪题，或删掉它。`, en: `${en} is of no question. Choose which, or delete it.` }, index, [region.id]);
    }));
}

/** "ACD" of A, B, C, D: in their order, none twice. */
const isInOrder = (options: readonly string[], key: string) =>
  options.reduce((left, option) => (left.startsWith(option) ? left.slice(option.length) : left), key) === "";

function keyFault(question: Question): (Note & { readonly field: string }) | null {
  const options = question.options ?? [];
  const chooses = question.type === "choice" || question.type === "choices";
  if (chooses && options.length < 2)
    return { field: "options", zh: "至少要有两个选项。请在“选项”里写，如 ABCD。", en: "needs two options at least. Write them, e.g. ABCD." };
  for (const key of question.key ?? []) {
    const bad = (zh: string, en: string) => ({ field: "key", zh: `答案“${key}”${zh}`, en: `the key ${key} ${en}` });
    if (question.type === "choice" && !options.includes(key))
      return bad(`不在选项 ${options.join("")} 里。请改答案或选项。`, `is none of the options ${options.join("")}. Change one of them.`);
    if (question.type === "choices" && !isInOrder(options, key))
      return bad(`要由选项 ${options.join("")} 按顺序写成，如 ${options.slice(0, 2).join("")}。请改答案或选项。`, `is not made of the options ${options.join("")} in their order. Change one of them.`);
    if (question.type === "true-false" && key !== "T" && key !== "F") return bad("不能判断：请写“对”或“错”。", "cannot be of a true-false question. Write T or F.");
    if (question.type === "number" && !NUMBER.test(key))
      return bad("不是一个数。请写 12、-12.5、3/4 或 50%，或把题型改成短答。", "is no number. Write 12, -12.5, 3/4 or 50%, or make it a text question.");
  }
  return null;
}

/** Importers that know no paper give these; no dots say them. */
const isNoPaper = (address: string) => address.startsWith("0.0.0.");

function pageFaults(document: SheetDocument): Fault[] {
  if (document.pages.length === 0)
    return [fault({ zh: "作业单一页也没有，学生没处写。请撤销，或导入有页的。", en: "The sheet has no page to write on. Undo, or import one that has." }, null)];
  const addresses = document.pages.map((page) => addressText(addressOf(page)));
  return document.pages.flatMap((page, index) => {
    const n = index + 1;
    const [size, address] = [page.size_mm.join(" × "), addresses[index]!];
    const found: Fault[] = [];
    const find = (field: string, zh: string, en: string) => found.push(fault({ zh: `第 ${n} 页${zh}`, en: `Page ${n} ${en}` }, index, [], field));
    if (page.size_mm.some((mm) => !(mm >= PAPER_MM_MIN && mm <= PAPER_MM_MAX)))
      find("size", `的纸是 ${size} 毫米：宽和高应在 ${PAPER_MM_MIN} 到 ${PAPER_MM_MAX} 毫米之间。请量一下再填，A4 是 210 × 297。`,
        `is ${size} mm: width and height are from ${PAPER_MM_MIN} to ${PAPER_MM_MAX} mm. Measure it; A4 is 210 × 297.`);
    if (addresses.indexOf(address) < index)
      find("address", `的点码地址 ${address} 和前面一页相同，笔分不清是哪页。请改成纸上印的那个。`,
        `has the dot address ${address} of an earlier page; pens could not tell them apart. Write the one printed on it.`);
    if (isNoPaper(address))
      find("address", `还没有点码地址（现在是 ${address}，没有这种纸）。请填纸上印的四个数，如 3.27.603.11。`,
        `has no dot address yet (${address} is on no paper). Write the four numbers printed on it, such as 3.27.603.11.`);
    const outside = page.regions.filter(({ box_mm: [x, y, width, height] }) =>
      x < -EDGE_MM || y < -EDGE_MM || x + width > page.size_mm[0] + EDGE_MM || y + height > page.size_mm[1] + EDGE_MM);
    if (outside.length > 0)
      found.push(fault({
        zh: `第 ${n} 页有 ${outside.length} 个框在纸外（纸是 ${size} 毫米）。请移进来，或把纸改大。`,
        en: `Boxes of page ${n} outside the paper (${size} mm): ${outside.length}. Move them in, or make the paper larger.`,
      }, index, outside.map((region) => region.id)));
    return found;
  });
}

export function checkSheet(document: SheetDocument): readonly Fault[] {
  const keys = document.questions.flatMap((question) => {
    const found = keyFault(question);
    const title = question.name || String(question.number);
    return found ? [{ ...fault({ zh: `“${title}”：${found.zh}`, en: `${title}: ${found.en}` }, null, [], found.field), question: question.number }] : [];
  });
  const many = document.questions.length <= QUESTIONS_MAX ? [] : [fault({
    zh: `一份作业单最多 ${QUESTIONS_MAX} 题，现在有 ${document.questions.length} 题。请分成几份。`,
    en: `A sheet has ${QUESTIONS_MAX} questions at most, and this one ${document.questions.length}. Split it.`,
  }, null)];
  return [...pageFaults(document), ...overlaps(document), ...strays(document), ...orphans(document), ...keys, ...many];
}
