/* SPDX-License-Identifier: MIT */
/* The sheet editor's share of the protocol: edits, trials, and files over HTTP. */
import { list, number, record, word, type Fields } from "./fields";
import { posted, UNREACHABLE, type Trouble } from "./outcome";

interface Operations<Type extends string> {
  readonly type: Type;
  readonly sheet: number;
  readonly version: number;
  readonly operations: readonly Fields[];
}

/** A new version of the sheet. */
export type EditQuestion = Operations<"sheet-edit">;
/** The same, of which nothing is kept. */
export type TrialQuestion = Operations<"sheet-try">;
export type SheetOperations = EditQuestion | TrialQuestion;

/** How many pupils' answers to a question would be so. */
export interface TrialRow {
  readonly question: number;
  readonly blank: number;
  readonly read: number;
  readonly refused: number;
  readonly ink: number;
  readonly changed: number;
  readonly right: number;
  readonly right_now: number;
}

export interface TrialAnswer {
  readonly type: "sheet-tried";
  readonly request: number;
  /** Whose ink was read, of so many in the class. */
  readonly pupils: number;
  readonly of: number;
  /** In no row: copies on pages the sheet would not have, ink without a page, pages of nobody's. */
  readonly off_sheet: number;
  readonly no_page: number;
  readonly unclaimed: number;
  readonly questions: readonly TrialRow[];
}

/** How far a trial is. */
export interface TrialProgress {
  readonly type: "sheet-trying";
  readonly request: number;
  readonly done: number;
  readonly of: number;
}

const readRow = record<TrialRow>({
  question: number,
  blank: number,
  read: number,
  refused: number,
  ink: number,
  changed: number,
  right: number,
  right_now: number,
});

export const readTrial = record<TrialAnswer>({
  type: word(["sheet-tried"]),
  request: number,
  pupils: number,
  of: number,
  off_sheet: number,
  no_page: number,
  unclaimed: number,
  questions: list(readRow),
});

export const readTrialProgress = record<TrialProgress>({
  type: word(["sheet-trying"]),
  request: number,
  done: number,
  of: number,
});

export interface ImportedSheet {
  readonly form: string;
  readonly document: Fields;
  readonly left_out: readonly string[];
}

export interface ExportedSheet {
  readonly suffix: string;
  readonly base64: string;
  readonly left_out: readonly string[];
}

const TOO_LARGE: Trouble = {
  code: "too-large",
  zh: "文件太大：一次最多 8 MiB。",
  en: "Too large: 8 MiB at most at once.",
};
const BYTES_MAX = 8 << 20;

async function ask<T>(path: string, body: object): Promise<T | Trouble> {
  try {
    const response = await fetch(path, posted(body));
    return (await response.json()) as T | Trouble;
  } catch {
    return UNREACHABLE;
  }
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (let at = 0; at < bytes.length; at += 32768) binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(binary);
}

/** What a sheet is given to the class with; `due` as "2026-09-08", `reason` where the day's limit is reached. */
export interface Giving {
  readonly place: "lesson" | "service" | "home";
  readonly minutes: number;
  readonly due: string;
  readonly reason: string;
  /** Only ask what the class-day board says of it. */
  readonly asks: boolean;
}

export interface Given {
  readonly type: "done";
  /** Where the day has a warning. */
  readonly board?: { readonly level: string; readonly minutes: number; readonly budget: number; readonly zh: string; readonly en: string };
}

/** Said again under the same `action` it is given once. */
export function giveSheet(
  document: Fields,
  { place, minutes, due, reason, asks }: Giving,
  action: string,
): Promise<Given | Trouble> {
  return ask<Given>("/api/sheet/assign", {
    type: "assign", request: 1, place, minutes, document, ...(!asks && { action }),
    ...(due !== "" && { due }), ...(reason !== "" && { reason }), ...(asks && { try: true }),
  });
}

export async function importSheet(form: string, files: readonly File[]): Promise<ImportedSheet | Trouble> {
  if (files.reduce((sum, file) => sum + file.size, 0) > BYTES_MAX) return TOO_LARGE;
  const read = await Promise.all(files.map(async (file) => ({ name: file.name, base64: await base64Of(file) })));
  return ask<ImportedSheet>("/api/sheet/import", { form, files: read });
}

export function exportSheet(form: string, document: Fields): Promise<ExportedSheet | Trouble> {
  return ask<ExportedSheet>("/api/sheet/export", { form, document });
}
