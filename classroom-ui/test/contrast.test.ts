/* SPDX-License-Identifier: MIT */
/* WCAG AA: 4.5 to 1 for every text on every ground it is used on, 3 to 1 for edges that carry meaning. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";

declare const TREE: string;

const css = readFileSync(join(TREE, "classroom-ui/src/theme/tokens.css"), "utf8");

function tokens(selector: string): Map<string, string> {
  const block = css.slice(css.indexOf(selector)).replace(/^[^{]*\{([^}]*)\}[\s\S]*$/, "$1");
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]));
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["desk", "bar", "sheet", "sheet-2"];
const TEXTS = ["text", "text-2", "good", "warn", "bad", "accent", "ink"];
const PAIRS: [string, string][] = [
  ...TEXTS.flatMap((text) => GROUNDS.map((ground): [string, string] => [text, ground])),
  ["on-accent", "accent"],
  ["accent", "accent-soft"],
  ["warn", "warn-soft"],
  ["bad", "bad-soft"],
  ["ink", "map"],
  ["ink-live", "sheet"],
];
const EDGES: [string, string][] = [
  ["line-2", "sheet"],
  ["accent", "desk"],
];

for (const [look, selector] of [["paper", ":root {"], ["board", ':root[data-look="board"]']] as const) {
  test(`contrast of the look "${look}"`, () => {
    const colours = tokens(selector);
    const check = (pairs: [string, string][], least: number) => {
      for (const [front, back] of pairs) {
        const ratio = contrast(colours.get(front)!, colours.get(back)!);
        assert.ok(ratio >= least, `${front} on ${back}: ${ratio.toFixed(2)}`);
      }
    };
    check(PAIRS, 4.5);
    check(EDGES, 3);
  });
}
