/* SPDX-License-Identifier: MIT */
/* Questions as rows of a spreadsheet: number, name, type, options, key, points, knowledge. Pure. */
import { QUESTION_TYPES, type Note, type Question, type SheetDocument } from "./document";
import { setQuestion } from "./edits";
import { notTaken, takeNumber } from "./typed";

export const COLUMNS = ["number", "name", "type", "options", "key", "points", "knowledge"] as const;
export type Column = (typeof COLUMNS)[number];

/** As schools write them. */
const TYPE_WORDS: Readonly<Record<string, string>> = {
  单选: "choice", 单选题: "choice", 选择: "choice", 选择题: "choice", 多选: "choices", 多选题: "choices",
  判断: "true-false", 判断题: "true-false", 对错: "true-false", 数: "number", 数字: "number", 计算: "number", 计算题: "number",
  口算: "number", 填空: "text", 填空题: "text", 短答: "text", 解答: "steps", 解答题: "steps", 画图: "drawing", 作图: "drawing",
  "one choice": "choice", several: "choices", "true/false": "true-false",
};

const TRUE_WORDS: Readonly<Record<string, string>> = { 对: "T", "√": "T", "✓": "T", 错: "F", "×": "F", "✗": "F" };

export function cellOf(question: Question, column: Column): string {
  if (column === "options") return (question.options ?? []).join(question.options?.some((option) => option.length > 1) ? " " : "");
  if (column === "key") return (question.key ?? []).join(" | ");
  const value = question[column];
  return value === undefined ? "" : String(value);
}

function typeOf(word: string): string | null {
  const known = TYPE_WORDS[word.toLowerCase()] ?? word.toLowerCase();
  return QUESTION_TYPES.find((type) => type === known) ?? null;
}

function keyOf({ type, options = [] }: Question, cell: string): string[] {
  const parts = cell.split(/[|｜]/).map((part) => part.trim()).filter((part) => part !== "");
  if (type === "true-false") return parts.map((part) => TRUE_WORDS[part] ?? part.toUpperCase());
  if (type !== "choice" && type !== "choices") return parts;
  // As the options are written, capital or small; of several in their order, so far as each is a letter.
  return parts.map((part) => {
    const letters = part.replace(/[\s,，、]/g, "");
    const whole = options.find((option) => option.toLowerCase() === letters.toLowerCase());
    const rank = (letter: string) => options.findIndex((option) => option.toLowerCase() === letter.toLowerCase());
    return whole ?? [...letters].sort((a, b) => rank(a) - rank(b)).map((letter) => options[rank(letter)] ?? letter.toUpperCase()).join("");
  });
}

const TEXT_MAX = 400;
const OPTIONS_MAX = 26;
const OPTION_MAX = 8;

const chooses = (type: string) => type === "choice" || type === "choices";

function without(question: Question, ...columns: readonly string[]): Question {
  return Object.fromEntries(Object.entries(question).filter(([name]) => !columns.includes(name))) as Question;
}

function withOptions(question: Question, cell: string): Question | Note {
  if (!chooses(question.type)) return cell === "" ? question : notTaken(cell, "只有单选和多选有选项，请先改题型", "only a choice has options; change the type first");
  const apart = cell.split(/[\s,，、]+/).filter((part) => part !== "");
  const options = apart.length > 1 ? apart : [...cell];
  if (options.length < 2 || options.length > OPTIONS_MAX || new Set(options).size < options.length || options.some((option) => option.length > OPTION_MAX))
    return notTaken(cell, `请写 2 到 ${OPTIONS_MAX} 个不同的选项，如 ABCD；多个字的用空格隔开，每个最多 ${OPTION_MAX} 字`,
      `write 2 to ${OPTIONS_MAX} different options, like ABCD; longer ones with blanks between, each of ${OPTION_MAX} letters at most`);
  return { ...question, options };
}

/** The question with that in the cell; or why it cannot be there, and the mend. */
export function withCell(question: Question, column: Column, cell: string): Question | Note {
  const words = cell.trim();
  if (column === "number") return Number(words) === question.number ? question : notTaken(cell, "题号定了就不改，批改都记在它下面", "a number stays as it is: marks are kept under it");
  if (words.length > TEXT_MAX) return notTaken(`${words.slice(0, 10)}…`, `太长了，请缩到 ${TEXT_MAX} 字以内`, `shorten it to ${TEXT_MAX} letters`);
  if (column === "type") {
    const type = typeOf(words);
    if (type === null)
      return notTaken(cell, "题型请写单选、多选、判断、数、短答、解答或画图", "types are one choice, several, true-false, number, text, steps, drawing");
    const next = without({ ...question, type }, ...(type === "number" ? [] : ["tolerance"]), ...(chooses(type) ? [] : ["options"]));
    return chooses(type) ? { ...next, options: question.options ?? ["A", "B", "C", "D"] } : next;
  }
  if (column === "options") return withOptions(question, words);
  if (words === "") return without(question, column);
  if (column === "points") {
    let points = 0;
    return takeNumber(words, 0.1, 1000, (taken) => { points = taken; }) ?? { ...question, points };
  }
  return { ...question, [column]: column === "key" ? keyOf(question, words) : words };
}

export const isNote = (cell: Question | Note): cell is Note => "zh" in cell;

/** "12/points": where a refusal stands. */
export const cellName = (question: number, column: Column) => `${question}/${column}`;

export interface Pasted {
  readonly document: SheetDocument;
  /** Cells that could not be taken, by their name. */
  readonly refused: ReadonlyMap<string, Note>;
}

/** A cell in quotes may hold lines and tabs; here it is one line. */
const readCells = (tsv: string) =>
  tsv.replace(/\r\n?/g, "\n")
    .replace(/(^|[\t\n])"((?:[^"]|"")*)"(?=[\t\n]|$)/g, (_all, before: string, cell: string) => before + cell.replace(/\s+/g, " ").replace(/""/g, '"'))
    .replace(/\n+$/, "").split("\n").map((row) => row.split("\t"));

/** The table's text, from the cell of `first` (index among the questions) and `column` on; rows beyond the last make questions. */
export function pasteTable(document: SheetDocument, tsv: string, first: number, column: Column): Pasted {
  const refused = new Map<string, Note>();
  const from = COLUMNS.indexOf(column);
  const here = document.questions[first]?.number ?? 0;
  let now = document;
  readCells(tsv).forEach((cells, r) => {
    const word = from === 0 ? cells[0]!.trim() : "";
    // A heading is no question.
    if (r === 0 && word !== "" && !/\d/.test(word)) return;
    let named = 0;
    const note = word === "" ? null : takeNumber(word, 1, 9999, (taken) => { named = taken; }, 1);
    if (note) {
      refused.set(cellName(here, "number"), note);
      return;
    }
    const known = named ? now.questions.find((question) => question.number === named) : now.questions[first + r];
    const number = named || known?.number || Math.max(0, ...now.questions.map((question) => question.number)) + 1;
    let question: Question = known ?? { number, type: "text" };
    // The type first, then the options: they say what a key is.
    const rank = (i: number) => ["type", "options"].indexOf(COLUMNS[from + i] ?? "") + 1 || 9;
    for (const c of cells.map((_, i) => i).sort((a, b) => rank(a) - rank(b))) {
      const name = COLUMNS[from + c];
      if (name === "number" || (name === "type" && cells[c]!.trim() === "")) continue;
      const next = name ? withCell(question, name, cells[c]!) : notTaken(cells[c]!, "表里没有这一列", "the table has no such column");
      if (!isNote(next)) question = next;
      else if (cells[c]!.trim() !== "") refused.set(cellName(number, name ?? "knowledge"), next);
    }
    now = setQuestion(now, question);
  });
  return { document: now, refused };
}
