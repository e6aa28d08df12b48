/* SPDX-License-Identifier: MIT */
/* Ink on a canvas: simple lines for small pictures, shapes with pressure for large ones. */
import { outline, pieces, type Polygon } from "../ink/outline";
import type { Stroke } from "../ink/stroke";
import type { View } from "../ink/view";

/** Eraser strokes took nothing off the paper of a dot pen; they are shown, faintly. */
const ERASER_ALPHA = 0.25;

export function useView(context: CanvasRenderingContext2D, view: View, pixelRatio: number, left = 0, top = 0): void {
  const scale = view.scale * pixelRatio;
  context.setTransform(scale, 0, 0, scale, left * pixelRatio - view.x * scale, top * pixelRatio - view.y * scale);
}

/** A dot nearer than this to the one before is the same pixel, as far as one can see. */
const LEAST_PIXELS = 0.7;

function traceLine(context: CanvasRenderingContext2D, stroke: Stroke, least: number): void {
  const { x, y, count } = stroke;
  if (count === 0) return;
  const starts = pieces(stroke);
  for (let piece = 0; piece < starts.length; piece++) {
    const from = starts[piece]!;
    const to = starts[piece + 1] ?? count;
    let lastX = x[from]!;
    let lastY = y[from]!;
    context.moveTo(lastX, lastY);
    for (let i = from + 1; i < to; i++) {
      const near = Math.abs(x[i]! - lastX) + Math.abs(y[i]! - lastY) < least;
      if (near && i < to - 1) continue;
      lastX = x[i]!;
      lastY = y[i]!;
      context.lineTo(lastX, lastY);
    }
    // A single touch has no length, but round caps draw it as the point it is.
    if (to - from === 1) context.lineTo(lastX, lastY);
  }
}

/**
 * Plain lines of one breadth, both in hundredths of a millimetre; `pixel` is a pixel's size on paper. Each stroke by itself and
 * without round joins: a whole page as one path takes a browser without a graphics card five times as long, and looks the same.
 */
export function drawLines(context: CanvasRenderingContext2D, strokes: readonly Stroke[], breadth: number, pixel: number): void {
  context.lineCap = "round";
  context.lineJoin = "bevel";
  context.lineWidth = breadth;
  for (const stroke of strokes) {
    context.beginPath();
    traceLine(context, stroke, LEAST_PIXELS * pixel);
    context.stroke();
  }
}

/** A closed curve through the middles of the polygon's sides, so that no corner shows. */
function addPolygon(path: Path2D, polygon: Polygon): void {
  const [lastX, lastY] = (polygon[polygon.length - 1] ?? []) as [number, number];
  const [firstX, firstY] = (polygon[0] ?? []) as [number, number];
  path.moveTo((lastX + firstX) / 2, (lastY + firstY) / 2);
  for (let i = 0; i < polygon.length; i++) {
    const [x, y] = polygon[i] as [number, number];
    const [nextX, nextY] = polygon[(i + 1) % polygon.length] as [number, number];
    path.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  path.closePath();
}

function toPath(polygons: readonly Polygon[]): Path2D {
  const path = new Path2D();
  for (const polygon of polygons) if (polygon.length > 0) addPolygon(path, polygon);
  return path;
}

/** With the number of dots it was made from: dots may come late, even for a stroke that has ended. */
const shapes = new WeakMap<Stroke, { readonly count: number; readonly path: Path2D }>();

export function hasShape(stroke: Stroke): boolean {
  return shapes.get(stroke)?.count === stroke.count;
}

/** The shape of a finished stroke, made once. */
export function finishedShape(stroke: Stroke): Path2D {
  const known = shapes.get(stroke);
  if (known?.count === stroke.count) return known.path;
  const path = toPath(outline(stroke));
  shapes.set(stroke, { count: stroke.count, path });
  return path;
}

/** The shape of the first `count` dots of a stroke, for ink that is still growing. */
export function growingShape(stroke: Stroke, count = stroke.count): Path2D {
  return toPath(outline(stroke, count));
}

export function fillShape(context: CanvasRenderingContext2D, stroke: Stroke, shape: Path2D): void {
  context.globalAlpha = stroke.tip === "eraser" ? ERASER_ALPHA : 1;
  context.fill(shape);
  context.globalAlpha = 1;
}
