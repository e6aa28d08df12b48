/* SPDX-License-Identifier: MIT */
/* A sheet as docs/sheet-format.md has it, as far as an editor changes it; what it does not know it keeps. Pure. */
import { list, maybe, number, object, text, type Fields } from "../../wire/fields";

export type Box = readonly [number, number, number, number];

/** Words for whoever reads. */
export interface Note {
  readonly zh: string;
  readonly en: string;
}

export interface Region extends Fields {
  readonly id: string;
  readonly name?: string;
  readonly role?: string;
  readonly question?: number;
  readonly option?: string;
  /** Of a pupil or a page. */
  readonly number?: number;
  readonly box_mm: Box;
}

export interface SheetPage extends Fields {
  readonly address: Fields;
  readonly size_mm: readonly [number, number];
  readonly offset_mm?: readonly [number, number];
  readonly regions: readonly Region[];
}

export interface Question extends Fields {
  readonly number: number;
  readonly name?: string;
  readonly type: string;
  readonly options?: readonly string[];
  readonly key?: readonly string[];
  readonly points?: number;
  readonly knowledge?: string;
}

export interface SheetDocument extends Fields {
  readonly title: string;
  readonly pages: readonly SheetPage[];
  readonly questions: readonly Question[];
}

export const QUESTION_TYPES = ["choice", "choices", "true-false", "number", "text", "steps", "drawing"] as const;

function around(corners: readonly (readonly number[])[]): Box {
  const xs = corners.map((corner) => corner[0]!);
  const ys = corners.map((corner) => corner[1]!);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return [left, top, Math.max(...xs) - left, Math.max(...ys) - top];
}

function readRegion(of: Fields, key: string): Region {
  const from = object(of, key);
  const corners = from["corners_mm"] as readonly (readonly number[])[] | undefined;
  return { ...from, id: text(from, "id"), box_mm: (from["box_mm"] as Box | undefined) ?? around(corners ?? [[0, 0]]) };
}

function readPage(of: Fields, key: string): SheetPage {
  const from = object(of, key);
  return {
    ...from,
    address: object(from, "address"),
    size_mm: from["size_mm"] as [number, number],
    regions: maybe(list(readRegion))(from, "regions") ?? [],
  };
}

function readQuestion(of: Fields, key: string): Question {
  const from = object(of, key);
  return { ...from, number: number(from, "number"), type: text(from, "type") };
}

export function readDocument(from: Fields): SheetDocument {
  return {
    ...from,
    title: maybe(text)(from, "title") ?? "",
    pages: list(readPage)(from, "pages"),
    questions: maybe(list(readQuestion))(from, "questions") ?? [],
  };
}

/** Without the box that was only reckoned around a polygon. */
export function writeRegion(region: Region): Fields {
  if (region["shape"] !== "polygon" || region["corners_mm"] === undefined) return region;
  const { box_mm: _box, ...rest } = region;
  return rest;
}

export function writeDocument(document: SheetDocument): Fields {
  return {
    ...document,
    pages: document.pages.map((page) => ({ ...page, regions: page.regions.map(writeRegion) })),
  };
}
