/* SPDX-License-Identifier: MIT */
/*
 * The printed layout of a sheet (docs/sheet-format.md) in the units of ink, hundredths of a millimetre from the pattern's
 * origin: where the paper lies, and its regions. Pure. What is not understood is left out: it is only a background.
 */
import type { PageAddress } from "../wire/messages";
import { list, maybe, number, object, Refused, type Fields } from "../wire/fields";
import type { Box } from "./box";
import type { Stroke } from "./stroke";

export interface LayoutRegion {
  readonly role: string;
  readonly box: Box;
  /** Of a polygon, else null. */
  readonly corners: readonly (readonly [number, number])[] | null;
  readonly ellipse: boolean;
  /** 0: of no question. */
  readonly question: number;
  readonly option: string;
  readonly name: string;
}

export interface LayoutPage {
  readonly section: number;
  readonly owner: number;
  readonly book: number;
  readonly page: number;
  readonly copies: number;
  readonly step: number;
  readonly paper: Box;
  readonly regions: readonly LayoutRegion[];
}

/** How far beside a region ink still belongs to it. */
const NEAR = 300;
/** Of a mark beside an answer. */
const MARK_WIDTH = 900;

function words(from: Fields, key: string): string {
  const value = from[key];
  return typeof value === "string" ? value : "";
}

function count(from: Fields, key: string): number {
  const value = from[key];
  return typeof value === "number" ? value : 0;
}

const numbers = list(number);

function boxOf([x = 0, y = 0, width = 0, height = 0]: readonly number[], left: number, top: number): Box {
  return { left: left + x * 100, top: top + y * 100, right: left + (x + width) * 100, bottom: top + (y + height) * 100 };
}

function boxAroundCorners(corners: readonly (readonly [number, number])[]): Box {
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

function readRegion(from: Fields, left: number, top: number): LayoutRegion {
  const polygon = from["shape"] === "polygon";
  const corners = polygon
    ? list((rows, at) => {
        const [x = 0, y = 0] = numbers(rows, at);
        return [left + x * 100, top + y * 100] as const;
      })(from, "corners_mm")
    : null;
  return {
    role: words(from, "role") || "other",
    box: corners ? boxAroundCorners(corners) : boxOf(numbers(from, "box_mm"), left, top),
    corners,
    ellipse: from["shape"] === "ellipse",
    question: count(from, "question"),
    option: words(from, "option"),
    name: words(from, "name"),
  };
}

function readPage(of: Fields, key: string): LayoutPage {
  const from = object(of, key);
  const address = object(from, "address");
  const [left = 0, top = 0] = maybe(numbers)(from, "offset_mm") ?? [];
  return {
    section: number(address, "section"),
    owner: number(address, "owner"),
    book: number(address, "book"),
    page: number(address, "page"),
    copies: count(from, "copies"),
    step: count(from, "step"),
    paper: boxOf([0, 0, ...numbers(from, "size_mm")], left * 100, top * 100),
    regions: maybe(list((rows, at) => readRegion(object(rows, at), left * 100, top * 100)))(from, "regions") ?? [],
  };
}

export function layoutPages(document: Fields): LayoutPage[] {
  try {
    return list(readPage)(document, "pages");
  } catch (error) {
    if (error instanceof Refused) return [];
    throw error;
  }
}

function isCopy(page: LayoutPage, address: PageAddress): boolean {
  const beyond = address.page - page.page;
  if (page.copies === 0) return beyond === 0;
  return beyond >= 0 && beyond % Math.max(1, page.step) === 0 && beyond / Math.max(1, page.step) < page.copies;
}

/** The page printed at this address; null: it is not of this sheet. */
export function layoutAt(pages: readonly LayoutPage[], address: PageAddress | null): LayoutPage | null {
  if (!address || address.family !== "ncode") return null;
  const { section, owner, book } = address;
  return (
    pages.find((page) => page.section === section && page.owner === owner && page.book === book && isCopy(page, address)) ?? null
  );
}

/** Where the pupil writes of this question. */
export function answerRegions(page: LayoutPage, question: number): LayoutRegion[] {
  return page.regions.filter((region) => region.question === question && region.role !== "mark");
}

/** Where its mark stands: in the box for it, else to the right of the answer; null: nowhere on this page. */
export function markPlace(page: LayoutPage, question: number): Box | null {
  const own = page.regions.find((region) =>
    question === 0 ? region.role === "total" : region.question === question && region.role === "mark",
  );
  if (own) return own.box;
  const boxes = answerRegions(page, question).map((region) => region.box);
  if (boxes.length === 0) return null;
  // At the edge of the paper it stands over the end of the answer, as a teacher would write it.
  const right = Math.min(Math.max(...boxes.map((box) => box.right)), page.paper.right - MARK_WIDTH);
  const middle = (Math.min(...boxes.map((box) => box.top)) + Math.max(...boxes.map((box) => box.bottom))) / 2;
  return { left: right, top: middle - 400, right: right + MARK_WIDTH, bottom: middle + 400 };
}

/** What was written there: a stroke's middle lies in a region of the question, or near one. */
export function strokesOf(strokes: readonly Stroke[], page: LayoutPage, question: number): Stroke[] {
  const regions = answerRegions(page, question);
  return strokes.filter(({ box }) => {
    const x = (box.left + box.right) / 2;
    const y = (box.top + box.bottom) / 2;
    return regions.some(
      (region) =>
        x > region.box.left - NEAR && x < region.box.right + NEAR && y > region.box.top - NEAR && y < region.box.bottom + NEAR,
    );
  });
}

const HEAD_GAP = 300;
const TELLS_WHOSE = ["number-box", "claim-box", "roster-box"];

/** Where a page says whose it is: above the first answer, and boxes for it. As daemon/wall/wall-place.c has it. */
export function veilBoxes({ paper, regions }: LayoutPage): Box[] {
  const answers = regions.filter(({ role }) => role === "answer" || role === "option");
  const bottom = Math.min(...answers.map(({ box }) => box.top)) - HEAD_GAP;
  const head = Number.isFinite(bottom) && bottom > paper.top ? [{ ...paper, bottom }] : [];
  return [...head, ...regions.filter(({ role }) => TELLS_WHOSE.includes(role)).map(({ box }) => box)];
}
