/* SPDX-License-Identifier: MIT */
/* What an editor does to a sheet: each function makes a new document of the one before. Pure. */
import type { Box, Question, Region, SheetDocument, SheetPage } from "./document";

/** The least that a hand can hit and a pen can fill. */
export const LEAST_MM = 3;

const round = (mm: number) => Math.round(mm * 10) / 10;

function withPage(document: SheetDocument, page: number, change: (page: SheetPage) => SheetPage): SheetDocument {
  return { ...document, pages: document.pages.map((old, i) => (i === page ? change(old) : old)) };
}

/** Inside the paper, and not too small. */
export function fitBox([left, top, width, height]: Box, [paperWidth, paperHeight]: readonly [number, number]): Box {
  const w = Math.max(LEAST_MM, Math.min(width, paperWidth));
  const h = Math.max(LEAST_MM, Math.min(height, paperHeight));
  const x = Math.max(0, Math.min(left, paperWidth - w));
  const y = Math.max(0, Math.min(top, paperHeight - h));
  return [round(x), round(y), round(w), round(h)];
}

function movedCorners(region: Region, box: Box): Region {
  const corners = region["corners_mm"] as readonly (readonly number[])[] | undefined;
  if (!corners) return { ...region, box_mm: box };
  const [x, y, width, height] = region.box_mm;
  const moved = corners.map(([cx, cy]) => [
    round(box[0] + ((cx! - x) * box[2]) / width),
    round(box[1] + ((cy! - y) * box[3]) / height),
  ]);
  return { ...region, box_mm: box, corners_mm: moved };
}

export function placeRegion(document: SheetDocument, page: number, id: string, box: Box): SheetDocument {
  return withPage(document, page, (old) => ({
    ...old,
    regions: old.regions.map((region) => (region.id === id ? movedCorners(region, fitBox(box, old.size_mm)) : region)),
  }));
}

export function moveRegions(document: SheetDocument, page: number, ids: ReadonlySet<string>, dx: number, dy: number): SheetDocument {
  return withPage(document, page, (old) => ({
    ...old,
    regions: old.regions.map((region) => {
      if (!ids.has(region.id)) return region;
      const [x, y, width, height] = region.box_mm;
      return movedCorners(region, fitBox([x + dx, y + dy, width, height], old.size_mm));
    }),
  }));
}

export function freeId(document: SheetDocument): string {
  const taken = new Set(document.pages.flatMap((page) => page.regions.map((region) => region.id)));
  let n = taken.size + 1;
  while (taken.has(`r${n}`)) n += 1;
  return `r${n}`;
}

export function freeNumber(document: SheetDocument): number {
  return Math.max(0, ...document.questions.map((question) => question.number)) + 1;
}

/** A new answer's place; of the question, or of a new one when `question` is 0. */
export function addAnswer(document: SheetDocument, page: number, box: Box, question = 0): { document: SheetDocument; id: string } {
  const id = freeId(document);
  const number = question || freeNumber(document);
  const region: Region = { id, role: "answer", question: number, box_mm: fitBox(box, document.pages[page]!.size_mm) };
  const added = withPage(document, page, (old) => ({ ...old, regions: [...old.regions, region] }));
  if (question) return { document: added, id };
  const fresh: Question = { number, name: String(number), type: "text" };
  return { document: { ...added, questions: [...added.questions, fresh] }, id };
}

export function changeRegion(document: SheetDocument, page: number, id: string, change: Partial<Region>): SheetDocument {
  return withPage(document, page, (old) => ({
    ...old,
    regions: old.regions.map((region) => (region.id === id ? { ...region, ...change } : region)),
  }));
}

/** The places; a question that has none left goes too when nothing else is known of it than its number. */
export function deleteRegions(document: SheetDocument, ids: ReadonlySet<string>): SheetDocument {
  return {
    ...document,
    pages: document.pages.map((page) => ({ ...page, regions: page.regions.filter((region) => !ids.has(region.id)) })),
  };
}

export function deleteQuestion(document: SheetDocument, number: number): SheetDocument {
  return {
    ...document,
    questions: document.questions.filter((question) => question.number !== number),
    pages: document.pages.map((page) => ({ ...page, regions: page.regions.filter((region) => region.question !== number) })),
  };
}

export function setQuestion(document: SheetDocument, question: Question): SheetDocument {
  const known = document.questions.some((old) => old.number === question.number);
  return {
    ...document,
    questions: known
      ? document.questions.map((old) => (old.number === question.number ? question : old))
      : [...document.questions, question],
  };
}

/** The chosen row again below itself, `times` times: each with new questions of the same kind, without keys. */
export function copyRows(document: SheetDocument, page: number, ids: ReadonlySet<string>, times: number, gapMm: number): SheetDocument {
  const rows = document.pages[page]!.regions.filter((region) => ids.has(region.id));
  if (rows.length === 0) return document;
  const top = Math.min(...rows.map((region) => region.box_mm[1]));
  const bottom = Math.max(...rows.map((region) => region.box_mm[1] + region.box_mm[3]));
  let now = document;
  for (let time = 1; time <= times; time++) {
    const down = time * (bottom - top + gapMm);
    if (bottom + down > document.pages[page]!.size_mm[1]) break;
    const numbers = new Map<number, number>();
    for (const region of rows) {
      const [x, y, width, height] = region.box_mm;
      const number = region.question === undefined ? undefined : numbers.get(region.question) ?? freeNumber(now);
      if (region.question !== undefined && number !== undefined && !numbers.has(region.question)) {
        numbers.set(region.question, number);
        const old = document.questions.find((question) => question.number === region.question);
        const { key: _key, ...like } = old ?? { number, type: "text" };
        now = setQuestion(now, { ...like, number, name: String(number), type: like.type });
      }
      const copy = movedCorners({ ...region, id: freeId(now), ...(number !== undefined && { question: number }) }, [x, y + down, width, height]);
      const { name: _name, next: _next, previous: _previous, ...rest } = copy;
      now = withPage(now, page, (old) => ({ ...old, regions: [...old.regions, rest as Region] }));
    }
  }
  return now;
}
