/* SPDX-License-Identifier: MIT */
/* From one document to another as the operations of a sheet-edit, in an order in which each part is a good sheet. Pure. */
import type { Fields } from "../../wire/fields";
import { writeRegion, type Region, type SheetDocument, type SheetPage } from "./document";
import { addressOf, addressText, factsOf } from "./pages";

/** Members in whatever order: the daemon writes them in its own. */
function canonical(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const same = (a: unknown, b: unknown) => JSON.stringify(a, canonical) === JSON.stringify(b, canonical);

interface Placed {
  /** Its address: pages come and go, and their order with them. */
  readonly page: string;
  readonly region: Region;
}

const keyOf = (page: SheetPage) => addressText(addressOf(page));

function regionsOf(document: SheetDocument): Map<string, Placed> {
  return new Map(document.pages.flatMap((page) => page.regions.map((region) => [region.id, { page: keyOf(page), region }])));
}

/** All that moving and naming it cannot change. */
function kindOf({ box_mm: _box, name: _name, corners_mm: _corners, ...rest }: Region): unknown {
  return rest;
}

function moved(before: Region, after: Region): Fields | null {
  if (same(before.box_mm, after.box_mm) && same(before["corners_mm"], after["corners_mm"])) return null;
  return after["corners_mm"] === undefined
    ? { do: "move-region", region: after.id, box_mm: after.box_mm }
    : { do: "move-region", region: after.id, corners_mm: after["corners_mm"] };
}

function factsChanged(before: SheetDocument, after: SheetDocument): Fields[] {
  const [was, is] = [factsOf(before), factsOf(after)];
  return same(was, is) ? [] : [{ do: "set-sheet", ...is }];
}

function papersChanged(before: SheetDocument, after: SheetDocument): Fields[] {
  return before.pages.flatMap((was, page) => {
    const is = after.pages.find((other) => keyOf(other) === keyOf(was));
    return !is || same(is.size_mm, was.size_mm) ? [] : [{ do: "set-page", page, size_mm: is.size_mm }];
  });
}

export function operationsOf(before: SheetDocument, after: SheetDocument): Fields[] {
  const old = regionsOf(before);
  const now = regionsOf(after);
  const kept = (id: string) => old.has(id) && old.get(id)!.page === now.get(id)?.page;
  const numbers = new Set(after.questions.map((question) => question.number));
  const operations: Fields[] = [];
  for (const id of old.keys()) if (!kept(id)) operations.push({ do: "delete-region", region: id });
  for (const question of after.questions) {
    const known = before.questions.find((other) => other.number === question.number);
    if (!same(known, question)) operations.push({ do: "set-question", question });
  }
  operations.push(...factsChanged(before, after), ...papersChanged(before, after));
  const oldPages = before.pages.map(keyOf);
  const nowPages = after.pages.map(keyOf);
  for (const page of after.pages.filter((one) => !oldPages.includes(keyOf(one)))) operations.push({ do: "add-page", page: { ...page, regions: page.regions.map(writeRegion) } });
  for (const [id, placed] of now) {
    const page = oldPages.indexOf(placed.page);
    if (page < 0) continue;
    if (!kept(id)) {
      operations.push({ do: "create-region", page, region: writeRegion(placed.region) });
      continue;
    }
    const { region } = old.get(id)!;
    if (!same(kindOf(region), kindOf(placed.region))) {
      operations.push({ do: "set-region", region: writeRegion(placed.region) });
      continue;
    }
    const move = moved(region, placed.region);
    if (move) operations.push(move);
    if ((region.name ?? "") !== (placed.region.name ?? ""))
      operations.push({ do: "name-region", region: id, name: placed.region.name ?? "" });
  }
  // Last: a question takes along what is its own still.
  for (const { number } of before.questions) if (!numbers.has(number)) operations.push({ do: "delete-question", question: number });
  for (let page = before.pages.length - 1; page >= 0; page--)
    if (!nowPages.includes(oldPages[page]!)) operations.push({ do: "delete-page", page });
  return operations;
}

const OPERATIONS_MAX = 150;
const BYTES_MAX = 48_000;

/** As many as one message takes. */
export function firstOperations(operations: readonly Fields[]): Fields[] {
  const first: Fields[] = [];
  let bytes = 0;
  for (const operation of operations) {
    bytes += new TextEncoder().encode(JSON.stringify(operation)).length + 1;
    if (first.length > 0 && (first.length >= OPERATIONS_MAX || bytes > BYTES_MAX)) break;
    first.push(operation);
  }
  return first;
}

/** An imported sheet on the pages that the class has: their addresses stay, places are made to fit. */
export function ontoPages(document: SheetDocument, imported: SheetDocument): SheetDocument {
  const pages = imported.pages.map((page, index) => {
    const paper = document.pages[index];
    if (!paper || same(paper.address, page.address)) return page;
    const scale = Math.min(1, paper.size_mm[0] / page.size_mm[0], paper.size_mm[1] / page.size_mm[1]);
    const fit = (mm: number) => Math.floor(mm * scale * 100) / 100;
    const regions = page.regions.map((region) => {
      const corners = region["corners_mm"] as readonly (readonly number[])[] | undefined;
      return {
        ...region,
        box_mm: region.box_mm.map(fit) as unknown as Region["box_mm"],
        ...(corners && { corners_mm: corners.map((corner) => corner.map(fit)) }),
      };
    });
    return { ...paper, regions };
  });
  return { ...document, pages, questions: imported.questions };
}
