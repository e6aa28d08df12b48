/* SPDX-License-Identifier: MIT */
/* What a sheet is called, the papers it is on, and a new one from nothing. Pure. */
import type { Note, SheetDocument, SheetPage } from "./document";

export interface Address {
  readonly section: number;
  readonly owner: number;
  readonly book: number;
  readonly page: number;
}

/** As paper is sold and cut; the first is what a new sheet is on. */
export const PAPERS: readonly { readonly name: string; readonly size_mm: readonly [number, number] }[] = [
  { name: "A4", size_mm: [210, 297] },
  { name: "A5", size_mm: [148, 210] },
  { name: "B5", size_mm: [182, 257] },
  { name: "16K", size_mm: [185, 260] },
  { name: "8K", size_mm: [260, 370] },
  { name: "A3", size_mm: [297, 420] },
];

/** A sheet of paper that a pupil can write on and a printer print. */
export const PAPER_MM_MIN = 20;
export const PAPER_MM_MAX = 1200;
export const PAGES_AT_ONCE_MAX = 40;

/** What dots can say; protocol/dot.h. */
const HIGHEST: Address = { section: 127, owner: 65535, book: 1048575, page: 1048575 };

export function addressText({ section, owner, book, page }: Address): string {
  return [section, owner, book, page].join(".");
}

/** "3.27.603.11", as it stands on the paper; null: no such address. */
export function readAddress(text: string): Address | null {
  const parts = /^\s*(\d+)[.\s](\d+)[.\s](\d+)[.\s](\d+)\s*$/.exec(text);
  if (!parts) return null;
  const [section, owner, book, page] = parts.slice(1).map(Number) as [number, number, number, number];
  const inside = section <= HIGHEST.section && owner <= HIGHEST.owner && book <= HIGHEST.book && page <= HIGHEST.page;
  return inside ? { section, owner, book, page } : null;
}

export const badAddress = (text: string): Note => ({
  zh: `“${text}”不是点码地址。请写纸上印的四个数，用点隔开，如 3.27.603.11。`,
  en: `“${text}” is no dot address. Write the four numbers printed on the paper, with dots between: 3.27.603.11.`,
});

export const NEEDS_TITLE: Note = {
  zh: "请写标题，学生和家长看到的就是它，如“第三单元练习”。",
  en: "Write a title: it is what pupils and parents see, like “Unit 3 practice”.",
};

export function addressOf(page: SheetPage): Address {
  return page.address as unknown as Address;
}

export interface Facts {
  readonly title: string;
  readonly subject: string;
  /** 0: not said. */
  readonly grade: number;
}

export function factsOf(document: SheetDocument): Facts {
  const { subject, grade } = document;
  return { title: document.title, subject: typeof subject === "string" ? subject : "", grade: typeof grade === "number" ? grade : 0 };
}

export function setFacts(document: SheetDocument, facts: Facts): SheetDocument {
  const { grade: _grade, ...rest } = document;
  return { ...rest, title: facts.title, subject: facts.subject, ...(facts.grade > 0 && { grade: facts.grade }), pages: document.pages, questions: document.questions };
}

export function setPaper(document: SheetDocument, index: number, change: { size_mm?: readonly [number, number]; address?: Address }): SheetDocument {
  return {
    ...document,
    pages: document.pages.map((page, i) => (i === index ? { ...page, ...change, address: { ...(change.address ?? addressOf(page)) } } : page)),
  };
}

/** How many addresses a page takes: one, or one for each pupil. */
function span(page: SheetPage): number {
  const { copies, step } = page;
  return typeof copies === "number" && copies > 1 ? (copies - 1) * (typeof step === "number" && step > 0 ? step : 1) + 1 : 1;
}

/** Behind the others, in the same book, on the same paper. */
export function addPage(document: SheetDocument): SheetDocument {
  const last = document.pages[document.pages.length - 1];
  if (!last) return document;
  const { regions: _regions, background: _background, background_page: _page, ...paper } = last;
  const address = { ...addressOf(last), page: addressOf(last).page + span(last) };
  return { ...document, pages: [...document.pages, { ...paper, address, regions: [] } as unknown as SheetPage] };
}

/** With what is on it; questions that had a place nowhere else stay, to be placed anew or deleted in the table. */
export function deletePage(document: SheetDocument, index: number): SheetDocument {
  return { ...document, pages: document.pages.filter((_, i) => i !== index) };
}

export interface Wanted extends Facts {
  readonly address: Address;
  readonly size_mm: readonly [number, number];
  readonly pages: number;
}

export function newSheet({ title, subject, grade, address, size_mm, pages }: Wanted): SheetDocument {
  const first = { address: { ...address }, size_mm, regions: [] } as unknown as SheetPage;
  const facts = setFacts({ format: "zhibi-sheet", version: 1, title, pages: [first], questions: [] }, { title, subject, grade });
  let now = facts;
  while (now.pages.length < pages) now = addPage(now);
  return now;
}
