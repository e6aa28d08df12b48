/* SPDX-License-Identifier: MIT */
/* What an editor does to a sheet: each function makes a new document of the one before. Pure. */
import type { Box, Question, Region, SheetDocument, SheetPage } from "./document";

/** The least that a hand can hit and a pen can fill. */
export const LEAST_MM = 3;

const round = (mm: number) => Math.round(mm * 10) / 10;

export function withPage(document: SheetDocument, page: number, change: (page: SheetPage) => SheetPage): SheetDocument {
  return { ...document, pages: document.pages.map((old, i) => (i === page ? change(old) : old)) };
}

/** Inside the paper, and not too small; `was`: what came smaller may stay so. */
export function fitBox([left, top, width, height]: Box, [paperWidth, paperHeight]: readonly [number, number], was: Box = [0, 0, LEAST_MM, LEAST_MM]): Box {
  const side = (at: number, size: number, paper: number, before: number) => {
    const least = Math.min(LEAST_MM, before);
    const from = Math.max(0, Math.min(at, paper - least));
    return [round(from), round(Math.max(least, Math.min(size, paper - from)))] as const;
  };
  const [x, w] = side(left, width, paperWidth, was[2]);
  const [y, h] = side(top, height, paperHeight, was[3]);
  return [x, y, w, h];
}

/** A polygon's corners go with its box. */
export function movedTo(region: Region, box: Box): Region {
  const corners = region["corners_mm"] as readonly (readonly number[])[] | undefined;
  if (!corners) return { ...region, box_mm: box };
  const [x, y, width, height] = region.box_mm;
  const moved = corners.map(([cx, cy]) => [
    round(box[0] + ((cx! - x) * box[2]) / width),
    round(box[1] + ((cy! - y) * box[3]) / height),
  ]);
  return { ...region, box_mm: box, corners_mm: moved };
}

function withRegions(document: SheetDocument, page: number, ids: ReadonlySet<string>, change: (region: Region, paper: readonly [number, number]) => Region): SheetDocument {
  return withPage(document, page, (old) => ({ ...old, regions: old.regions.map((region) => (ids.has(region.id) ? change(region, old.size_mm) : region)) }));
}

export function placeRegion(document: SheetDocument, page: number, id: string, box: Box): SheetDocument {
  return withRegions(document, page, new Set([id]), (region, paper) => movedTo(region, fitBox(box, paper, region.box_mm)));
}

/** Together, as far as the paper goes: they keep their places to each other. */
export function moveRegions(document: SheetDocument, page: number, ids: ReadonlySet<string>, dx: number, dy: number): SheetDocument {
  const { size_mm, regions } = document.pages[page]!;
  const boxes = regions.filter(({ id }) => ids.has(id)).map(({ box_mm }) => box_mm);
  const within = (by: number, axis: 0 | 1) =>
    Math.max(-Math.min(...boxes.map((box) => box[axis])), Math.min(by, size_mm[axis] - Math.max(...boxes.map((box) => box[axis] + box[axis === 0 ? 2 : 3]))));
  const [right, down] = [within(dx, 0), within(dy, 1)];
  return withRegions(document, page, ids, (region) => {
    const [x, y, width, height] = region.box_mm;
    return movedTo(region, [round(x + right), round(y + down), width, height]);
  });
}

export function sizeRegions(document: SheetDocument, page: number, ids: ReadonlySet<string>, wider: number, higher: number): SheetDocument {
  return withRegions(document, page, ids, (region, paper) => {
    const [x, y, width, height] = region.box_mm;
    return movedTo(region, fitBox([x, y, width + wider, height + higher], paper, region.box_mm));
  });
}

export function setRegion(document: SheetDocument, page: number, region: Region): SheetDocument {
  return withRegions(document, page, new Set([region.id]), () => region);
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

/** Their questions stay, to be placed anew or deleted in the table. */
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

export interface Copied {
  readonly document: SheetDocument;
  /** So many rows the paper had room for. */
  readonly rows: number;
}

/** The chosen row again below itself, `times` times: each with new questions of the same kind, without keys, or the next free numbers. */
export function copyRows(document: SheetDocument, page: number, ids: ReadonlySet<string>, times: number, gapMm: number): Copied {
  const rows = document.pages[page]!.regions.filter((region) => ids.has(region.id));
  if (rows.length === 0) return { document, rows: 0 };
  const top = Math.min(...rows.map((region) => region.box_mm[1]));
  const bottom = Math.max(...rows.map((region) => region.box_mm[1] + region.box_mm[3]));
  let now = document;
  for (let time = 1; time <= times; time++) {
    const down = time * (bottom - top + gapMm);
    if (bottom + down > document.pages[page]!.size_mm[1]) return { document: now, rows: time - 1 };
    const numbers = new Map<number, number>();
    for (const region of rows) {
      const [x, y, width, height] = region.box_mm;
      const question = region.question === undefined ? undefined : numbers.get(region.question) ?? freeNumber(now);
      if (region.question !== undefined && question !== undefined && !numbers.has(region.question)) {
        numbers.set(region.question, question);
        const old = document.questions.find((one) => one.number === region.question);
        const { key: _key, ...like } = old ?? { type: "text" };
        now = setQuestion(now, { ...like, number: question, name: String(question), type: like.type });
      }
      const taken = now.pages[page]!.regions.flatMap((other) => (other.role === region.role ? other.number ?? 0 : 0));
      const fresh = { ...(question !== undefined && { question }), ...(region.number !== undefined && { number: Math.max(...taken) + 1 }) };
      const copy = movedTo({ ...region, id: freeId(now), ...fresh }, [x, y + down, width, height]);
      const { name: _name, next: _next, previous: _previous, ...rest } = copy;
      now = withPage(now, page, (old) => ({ ...old, regions: [...old.regions, rest as Region] }));
    }
  }
  return { document: now, rows: times };
}
