/* SPDX-License-Identifier: MIT */
/*
 * Synthetic handwriting and the binary frames that carry it (docs/console-protocol.md), written apart from
 * the page's decoder so that the two cannot share a mistake. For the page's own development and tests; the
 * real pens' ink comes from tests/virtual-pen.
 */

/** Digits and signs as lines in a box of 0…1 by 0…1.6, y downward. */
const GLYPHS = {
  0: [[[0.5, 0], [0.1, 0.4], [0.1, 1.2], [0.5, 1.6], [0.9, 1.2], [0.9, 0.4], [0.5, 0]]],
  1: [[[0.3, 0.3], [0.6, 0], [0.55, 1.6]]],
  2: [[[0.1, 0.4], [0.5, 0], [0.9, 0.4], [0.6, 0.9], [0.1, 1.6], [0.95, 1.55]]],
  3: [[[0.1, 0.2], [0.6, 0], [0.85, 0.4], [0.4, 0.75], [0.9, 1.1], [0.6, 1.6], [0.1, 1.4]]],
  4: [[[0.6, 0], [0.1, 1], [0.95, 1]], [[0.65, 0.6], [0.6, 1.6]]],
  5: [[[0.85, 0], [0.2, 0.05], [0.15, 0.7], [0.7, 0.65], [0.9, 1.1], [0.6, 1.6], [0.1, 1.45]]],
  6: [[[0.75, 0], [0.25, 0.6], [0.1, 1.2], [0.5, 1.6], [0.85, 1.2], [0.5, 0.85], [0.15, 1.15]]],
  7: [[[0.1, 0.05], [0.9, 0], [0.45, 1.6]]],
  8: [[[0.8, 0.2], [0.4, 0], [0.15, 0.35], [0.85, 1.1], [0.5, 1.6], [0.1, 1.2], [0.8, 0.4], [0.75, 0.15]]],
  9: [[[0.85, 0.4], [0.5, 0], [0.15, 0.4], [0.5, 0.8], [0.85, 0.4], [0.75, 1.6]]],
  "+": [[[0.1, 0.9], [0.9, 0.85]], [[0.5, 0.45], [0.5, 1.3]]],
  "-": [[[0.1, 0.9], [0.9, 0.85]]],
  "×": [[[0.15, 0.5], [0.85, 1.25]], [[0.85, 0.5], [0.15, 1.25]]],
  "=": [[[0.1, 0.7], [0.9, 0.65]], [[0.1, 1.1], [0.9, 1.05]]],
};

/** A small reproducible generator (mulberry32): same seed, same class. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Catmull-Rom through the glyph's corners: hands do not write corners. */
function smooth(points, step) {
  const at = (i) => points[Math.max(0, Math.min(points.length - 1, i))];
  const result = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const n = Math.max(2, Math.round(Math.hypot(c[0] - b[0], c[1] - b[1]) / step));
    for (let k = 0; k < n; k++) {
      const t = k / n;
      const mix = (p) =>
        0.5 * (2 * b[p] + (c[p] - a[p]) * t + (2 * a[p] - 5 * b[p] + 4 * c[p] - d[p]) * t * t +
          (3 * b[p] - a[p] - 3 * c[p] + d[p]) * t * t * t);
      result.push([mix(0), mix(1)]);
    }
  }
  result.push(points[points.length - 1]);
  return result;
}

/** One child's hand: size, slant, tremble, pace; writes arithmetic in two columns down the page. */
export class Hand {
  constructor(seed, corner = { x: 1308, y: 1282 }) {
    this.random = random(seed);
    this.size = 430 + this.random() * 160;
    this.slant = this.random() * 0.25 - 0.05;
    this.tremble = 4 + this.random() * 7;
    this.force = 110 + this.random() * 90;
    this.corner = corner;
    this.line = 0;
  }

  /** The strokes of the next sum, as dots [t, x, y, force]; t from the stroke's start, `pause` ms before it. */
  sum() {
    const a = Math.floor(this.random() * 90) + 10;
    const b = Math.floor(this.random() * 90) + 2;
    const sign = this.random() < 0.5 ? "+" : "-";
    const text = `${Math.max(a, b)}${sign}${Math.min(a, b)}=${sign === "+" ? a + b : Math.abs(a - b)}`;
    const column = this.line % 2;
    const row = Math.floor(this.line / 2) % 13;
    this.line += 1;
    let x = this.corner.x + 1300 + column * 6600;
    const y = this.corner.y + 1500 + row * 1450 + (this.random() - 0.5) * 120;
    const strokes = [];
    for (const sign of text) {
      const thinking = sign === "=" ? 600 + this.random() * 2500 : 120 + this.random() * 200;
      GLYPHS[sign].forEach((corners, i) => strokes.push(this.stroke(corners, x, y, i === 0 ? thinking : 90)));
      x += this.size * (1.15 + this.random() * 0.15);
    }
    return strokes;
  }

  stroke(corners, x, y, pause) {
    const path = smooth(corners, 0.06);
    const dots = path.map(([u, v], i) => {
      const tremble = () => (this.random() - 0.5) * this.tremble;
      const ends = Math.min(1, (i + 1) / 3, (path.length - i) / 3);
      return [
        i * 12,
        Math.round(x + (u + (1.6 - v) * this.slant) * this.size + tremble()),
        Math.round(y + v * this.size + tremble()),
        Math.max(1, Math.min(255, Math.round(this.force * ends + tremble()))),
      ];
    });
    return { pause, dots };
  }
}

function varint(value) {
  const bytes = [];
  let rest = BigInt(value);
  do {
    const seven = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? seven | 0x80 : seven);
  } while (rest > 0n);
  return bytes;
}

const zigzag = (value) => varint(value >= 0 ? value * 2 : -value * 2 - 1);

export const records = {
  stroke: (id, startMs, flags = 0) => [1, ...varint(id), ...varint(startMs), 0, ...varint(flags)],
  dots(id, dots) {
    const bytes = [2, ...varint(id), ...varint(dots.length)];
    let [t, x, y] = [0, 0, 0];
    for (const dot of dots) {
      bytes.push(...varint(Math.max(0, dot[0] - t)), ...zigzag(dot[1] - x), ...zigzag(dot[2] - y), dot[3]);
      [t, x, y] = dot;
    }
    return bytes;
  },
  up: (id, durationMs, flags = 0) => [3, ...varint(id), ...varint(durationMs), ...varint(flags)],
  end: () => [4],
  drop: (id) => [5, ...varint(id)],
};

export const KIND = { live: 1, answer: 2, base: 3 };

export function frame(kind, seat, copy, request, body) {
  const header = Buffer.alloc(12);
  header.writeUInt8(1, 0);
  header.writeUInt8(kind, 1);
  header.writeUInt16LE(seat, 2);
  header.writeUInt32LE(copy, 4);
  header.writeUInt32LE(request, 8);
  return Buffer.concat([header, Buffer.from(body)]);
}
