/* SPDX-License-Identifier: MIT */
/* The show wall, as a console knows it and as those are told who look at nothing else. */
import { Refused, fields, list, number, text, truth, type Fields } from "./fields";

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

function readPlay(from: Fields): WallPlay {
  return {
    live: truth(from, "live"),
    speed: number(from, "speed"),
    at_ms: number(from, "at_ms"),
    since_ms: number(from, "since_ms"),
  };
}

function readItem(value: unknown): WallItem {
  const from = fields(value);
  return {
    item: number(from, "item"),
    copy: number(from, "copy"),
    seat: from["seat"] === null ? null : number(from, "seat"),
    question: number(from, "question"),
    ...(from["withheld"] !== undefined && truth(from, "withheld") && { withheld: true as const }),
  };
}

function readLink(value: unknown): WallLink {
  const from = fields(value);
  return {
    link: number(from, "link"),
    label: text(from, "label"),
    until_ms: number(from, "until_ms"),
    names: truth(from, "names"),
    followers: number(from, "followers"),
  };
}

export function readWall(from: Fields): Wall {
  return {
    blank: truth(from, "blank"),
    names: truth(from, "names"),
    play: readPlay(fields(from["play"])),
    projectors: number(from, "projectors"),
    items: list(from, "items", readItem),
    links: list(from, "links", readLink),
  };
}

function readBox(value: unknown): BoxMm {
  if (!Array.isArray(value) || value.length !== 4 || !value.every((length) => Number.isFinite(length)))
    throw new Refused("box");
  return value as unknown as BoxMm;
}

function readShownItem(value: unknown): ShownItem {
  const from = fields(value);
  return {
    item: number(from, "item"),
    caption: text(from, "caption"),
    ...(from["name"] !== undefined && { name: text(from, "name") }),
    box_mm: from["box_mm"] === null ? null : readBox(from["box_mm"]),
    regions_mm: list(from, "regions_mm", readBox),
  };
}

export function readShownWall(from: Fields): ShownWall {
  return {
    type: "wall",
    server_ms: number(from, "server_ms"),
    blank: truth(from, "blank"),
    play: readPlay(fields(from["play"])),
    items: list(from, "items", readShownItem),
  };
}

/** Null when it is no message of zhibi-wall-1. */
export function parseShownWall(json: string): ShownWall | null {
  try {
    const from = fields(JSON.parse(json));
    return from["type"] === "wall" ? readShownWall(from) : null;
  } catch (error) {
    if (error instanceof Refused || error instanceof SyntaxError) return null;
    throw error;
  }
}

export function readWallLink(from: Fields): WallLinkAnswer {
  return {
    type: "wall-link",
    request: number(from, "request"),
    link: number(from, "link"),
    token: text(from, "token"),
    until_ms: number(from, "until_ms"),
  };
}
