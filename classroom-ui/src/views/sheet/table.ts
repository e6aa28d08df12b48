/* SPDX-License-Identifier: MIT */
/* Questions as rows of a spreadsheet: number, name, type, options, key, points, knowledge. Pure. */
import { QUESTION_TYPES, type Question, type SheetDocument } from "./document";
import { setQuestion } from "./edits";

export const COLUMNS = ["number", "name", "type", "options", "key", "points", "knowledge"] as const;
export type Column = (typeof COLUMNS)[number];

/** As schools write them. */
const TYPE_WORDS: Readonly<Record<string, string>> = {
  单选: "choice", 单选题: "choice", 选择: "choice", 选择题: "choice", 多选: "choices", 多选题: "choices",
  判断: "true-false", 判断题: "true-false", 对错: "true-false", 数: "number", 数字: "number", 计算: "number", 计算题: "number",
  口算: "number", 填空: "text", 填空题: "text", 短答: "text", 解答: "steps", 解答题: "steps", 画图: "drawing", 作图: "drawing",
};

const TRUE_WORDS: Readonly<Record<string, string>> = { 对: "T", "√": "T", "✓": "T", 错: "F", "×": "F", "✗": "F" };

export function cellOf(question: Question, column: Column): string {
  if (column === "options") return (question.options ?? []).join("");
  if (column === "key") return (question.key ?? []).join(" | ");
  const value = question[column];
  return value === undefined ? "" : String(value);
}

function typeOf(word: string): string | null {
  const known = TYPE_WORDS[word] ?? word;
  return QUESTION_TYPES.find((type) => type === known) ?? null;
}

function keyOf(type: string, cell: string): string[] {
  const parts = cell.split(/[|｜]/).map((part) => part.trim()).filter((part) => part !== "");
  if (type === "true-false") return parts.map((part) => TRUE_WORDS[part] ?? part.toUpperCase());
  if (type === "choice" || type === "choices") return parts.map((part) => part.toUpperCase().replace(/[\s,，、]/g, ""));
  return parts;
}

function without(question: Question, column: Column): Question {
  const { [column]: _gone, ...rest } = question;
  return rest as Question;
}

/** Null: the cell cannot be that. */
export function withCell(question: Question, column: Column, cell: string): Question | null {
  const words = cell.trim();
  if (column === "number") return null;
  if (column === "type") {
    const type = typeOf(words);
    if (type === null) return null;
    const chooses = type === "choice" || type === "choices";
    const next = { ...question, type };
    return chooses ? { ...next, options: question.options ?? ["A", "B", "C", "D"] } : without(next, "options");
  }
  if (words === "") return without(question, column);
  if (column === "points") {
    const points = Number(words);
    return Number.isFinite(points) && points > 0 && points <= 1000 ? { ...question, points } : null;
  }
  if (column === "options") return { ...question, options: [...words.replace(/[\s,，、]/g, "")] };
  if (column === "key") return { ...question, key: keyOf(question.type, words) };
  return { ...question, [column]: words };
}

export interface Pasted {
  readonly document: SheetDocument;
  /** Cells that could not be taken: row and column from 1. */
  readonly refused: readonly { readonly row: number; readonly column: number; readonly cell: string }[];
}

/** The table's text, from the cell of `first` (index among the questions) and `column` on; rows beyond the last make questions. */
export function pasteTable(document: SheetDocument, tsv: string, first: number, column: Column): Pasted {
  const rows = tsv.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((row) => row.split("\t"));
  const refused: { row: number; column: number; cell: string }[] = [];
  const from = COLUMNS.indexOf(column);
  let now = document;
  rows.forEach((cells, r) => {
    const named = from === 0 && /^\d{1,4}$/.test(cells[0]!.trim()) ? Number(cells[0]) : 0;
    // A heading is no question.
    if (from === 0 && r === 0 && named === 0) return;
    const known = named ? now.questions.find((question) => question.number === named) : now.questions[first + r];
    const number = named || known?.number || Math.max(0, ...now.questions.map((question) => question.number)) + 1;
    let question: Question = known ?? { number, type: "text" };
    // The type first: it says what a key and options are.
    const order = cells.map((_, i) => i).sort((a, b) => Number(COLUMNS[from + b] === "type") - Number(COLUMNS[from + a] === "type"));
    for (const c of order) {
      const name = COLUMNS[from + c];
      if (name === undefined || name === "number") continue;
      const next = withCell(question, name, cells[c]!);
      if (next) question = next;
      else if (cells[c]!.trim() !== "") refused.push({ row: r + 1, column: c + 1, cell: cells[c]! });
    }
    now = setQuestion(now, question);
  });
  return { document: now, refused };
}
