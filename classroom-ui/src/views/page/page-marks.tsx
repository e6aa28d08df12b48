/* SPDX-License-Identifier: MIT */
/*
 * Over the ink: the teacher's marks in red, where they stand on the paper, what the pen is about to say broken, and how
 * an answer was corrected. A proposal is no mark and is not here.
 */
import { markPlace, veilBoxes, type LayoutPage } from "../../ink/sheet-layout";
import type { Box } from "../../ink/box";
import { t } from "../../state/settings";
import type { Begun, PupilAnswer } from "../../wire/results";
import { PageCorrection } from "./page-correction";

/** In a field of 100 by 100. */
const SIGNS: Partial<Record<Begun["verdict"], string>> = {
  right: "M15 55l25 30L88 12",
  wrong: "M20 20l60 60M80 20L20 80",
  half: "M15 55l25 30L88 12M55 25l28 34",
};
const SIZE = 900;
const INDENT = 60;

export function markWords(mark: Begun): string {
  const words = t.value;
  if (mark.verdict === "points" && mark.points !== undefined) return String(mark.points);
  if (mark.verdict === "deduction" && mark.points !== undefined) return words.verdict.deduction;
  if (mark.verdict === "level") return mark.text;
  if (mark.verdict === "star") return "☆".repeat(mark.stars ?? 1);
  return words.verdict[mark.verdict];
}

/** Where the teacher clicked, else where the sheet has a place for it. */
function placeOf(page: LayoutPage, { question, mark, begun }: PupilAnswer): Box | null {
  if (begun || mark?.x === undefined || mark.y === undefined) return markPlace(page, question);
  const { x, y } = mark;
  return { left: x - SIZE / 2 - INDENT, top: y - SIZE / 2, right: x + SIZE / 2 - INDENT, bottom: y + SIZE / 2 };
}

/** Three stars are no longer than their place: the next label begins there. */
function fitted(text: string, size: number, width: number): number {
  const ems = [...text].reduce((sum, sign) => sum + (sign > "\u00ff" ? 1 : 0.6), 0);
  return Math.min(size * 0.7, width / Math.max(1, ems));
}

function MarkSign({ mark, place }: { mark: Begun; place: Box }) {
  const size = Math.min(place.bottom - place.top, place.right - place.left, SIZE);
  const path = SIGNS[mark.verdict];
  if (!path)
    return (
      <text x={place.left + INDENT} y={(place.top + place.bottom) / 2} font-size={fitted(markWords(mark), size, place.right - place.left - INDENT)}>
        {markWords(mark)}
      </text>
    );
  const scale = size / 100;
  return <path d={path} transform={`translate(${place.left + INDENT} ${(place.top + place.bottom - size) / 2}) scale(${scale})`} />;
}

function AnswerMark({ page, answer }: { page: LayoutPage; answer: PupilAnswer }) {
  const said = answer.begun ?? answer.mark;
  const place = said && placeOf(page, answer);
  if (!said || !place) return null;
  return (
    <g class={answer.begun ? "mark-begun" : undefined} data-question={answer.question} data-verdict={said.verdict}>
      <MarkSign mark={said} place={place} />
      {answer.begun && (
        <text class="mark-more" text-anchor="end" x={Math.min(place.right, page.paper.right - INDENT)} y={place.bottom} font-size={400}>
          …
        </text>
      )}
    </g>
  );
}

interface Properties {
  readonly page: LayoutPage | null;
  readonly sheet: Box;
  /** On this copy. */
  readonly answers: readonly PupilAnswer[];
  /** Names are hidden: what the hand wrote of them, too. */
  readonly veiled: boolean;
}

export function PageMarks({ page, sheet, answers, veiled }: Properties) {
  if (!page) return null;
  const box = `${sheet.left} ${sheet.top} ${sheet.right - sheet.left} ${sheet.bottom - sheet.top}`;
  return (
    <>
      {veiled && (
        <svg class="sheet-veil" viewBox={box} aria-hidden="true">
          {veilBoxes(page).map(({ left, top, right, bottom }, i) => (
            <rect key={i} x={left} y={top} width={right - left} height={bottom - top} />
          ))}
        </svg>
      )}
      <svg class="sheet-corrections" viewBox={box} aria-hidden="true">
        {answers.map((answer) => answer.corrected && <PageCorrection key={answer.question} page={page} answer={answer} />)}
      </svg>
      <svg class="sheet-marks" viewBox={box} aria-hidden="true">
        {answers.map((answer) => (
          <AnswerMark key={answer.question} page={page} answer={answer} />
        ))}
      </svg>
    </>
  );
}
