/* SPDX-License-Identifier: MIT */
/* The show wall, as a console knows it and as those are told who look at nothing else. */
import { Refused, list, maybe, number, numberOrNull, read, record, text, truth, word, type Fields } from "./fields";

/** Of a replay: it stood at `at_ms` of each item's own writing when the daemon's clock said `since_ms`. */
export interface WallPlay {
  readonly live: boolean;
  readonly speed: number;
  readonly at_ms: number;
  readonly since_ms: number;
}

export interface WallItem {
  readonly item: number;
  readonly copy: number;
  /** Null: a copy of nobody's. */
  readonly seat: number | null;
  /** 0: the whole page. */
  readonly question: number;
  /** Its paper may show a name somewhere, and names are not shown: nobody sees it. */
  readonly withheld?: true;
}

export interface WallLink {
  readonly link: number;
  readonly label: string;
  readonly until_ms: number;
  readonly names: boolean;
  readonly followers: number;
}

export interface Wall {
  readonly blank: boolean;
  readonly names: boolean;
  readonly play: WallPlay;
  readonly projectors: number;
  readonly items: readonly WallItem[];
  readonly links: readonly WallLink[];
}

/** Left, top, width, height in millimetres from the pattern's origin. */
export type BoxMm = readonly [number, number, number, number];

export interface ShownItem {
  readonly item: number;
  readonly caption: string;
  readonly name?: string;
  readonly box_mm: BoxMm | null;
  readonly regions_mm: readonly BoxMm[];
}

/** What a projector or a follower is told. */
export interface ShownWall {
  readonly type: "wall";
  readonly server_ms: number;
  readonly blank: boolean;
  readonly play: WallPlay;
  readonly items: readonly ShownItem[];
}

export interface WallLinkAnswer {
  readonly type: "wall-link";
  readonly request: number;
  readonly link: number;
  readonly token: string;
  readonly until_ms: number;
}

export type WallQuestion =
  | { readonly type: "wall-add"; readonly copy: number; readonly question: number }
  | { readonly type: "wall-remove"; readonly item: number }
  | { readonly type: "wall-move"; readonly item: number; readonly place: number }
  | { readonly type: "wall-clear" | "wall-live" }
  | { readonly type: "wall-blank" | "wall-names"; readonly hide: boolean }
  | { readonly type: "wall-replay"; readonly speed: number; readonly at_ms: number }
  | { readonly type: "wall-unlink"; readonly link: number };

export interface WallLinkQuestion {
  readonly type: "wall-link";
  readonly text: string;
  readonly minutes: number;
  readonly hide: boolean;
}

const readPlay = record<WallPlay>({ live: truth, speed: number, at_ms: number, since_ms: number });

const readItem = record<WallItem>({
  item: number,
  copy: number,
  seat: numberOrNull,
  question: number,
  withheld: maybe((from, key) => truth(from, key) || undefined),
});

const readLink = record<WallLink>({
  link: number,
  label: text,
  until_ms: number,
  names: truth,
  followers: number,
});

export const readWall = record<Wall>({
  blank: truth,
  names: truth,
  play: readPlay,
  projectors: number,
  items: list(readItem),
  links: list(readLink),
});

function readBox(from: Fields, key: string): BoxMm {
  const value = from[key];
  if (!Array.isArray(value) || value.length !== 4 || !value.every((length) => Number.isFinite(length)))
    throw new Refused("box");
  return value as unknown as BoxMm;
}

const readShownItem = record<ShownItem>({
  item: number,
  caption: text,
  name: maybe(text),
  box_mm: (from, key) => (from[key] === null ? null : readBox(from, key)),
  regions_mm: list(readBox),
});

export const readShownWall = record<ShownWall>({
  type: word(["wall"]),
  server_ms: number,
  blank: truth,
  play: readPlay,
  items: list(readShownItem),
});

/** Null when it is no message of zhibi-wall-1. */
export function parseShownWall(json: string): ShownWall | null {
  try {
    return read(JSON.parse(json), readShownWall);
  } catch (error) {
    if (error instanceof Refused || error instanceof SyntaxError) return null;
    throw error;
  }
}

export const readWallLink = record<WallLinkAnswer>({
  type: word(["wall-link"]),
  request: number,
  link: number,
  token: text,
  until_ms: number,
});
