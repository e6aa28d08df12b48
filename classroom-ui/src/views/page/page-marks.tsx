/* SPDX-License-Identifier: MIT */
/* Over the ink: the teacher's marks in red, where they stand on the paper. A proposal is no mark and is not here. */
import { markPlace, type LayoutPage } from "../../ink/sheet-layout";
import type { Box } from "../../ink/box";
import { t } from "../../state/settings";
import type { Mark, PupilAnswer } from "../../wire/results";

/** In a field of 100 by 100. */
const SIGNS: Partial<Record<Mark["verdict"], string>> = {
  right: "M15 55l25 30L88 12",
  wrong: "M20 20l60 60M80 20L20 80",
  half: "M15 55l25 30L88 12M55 25l28 34",
};

export function markWords(mark: Mark): string {
  const words = t.value;
  if (mark.verdict === "points" && mark.points !== undefined) return String(mark.points);
  if (mark.verdict === "deduction" && mark.points !== undefined) return words.verdict.deduction;
  if (mark.verdict === "level") return mark.text;
  if (mark.verdict === "star") return "☆".repeat(mark.stars ?? 1);
  return words.verdict[mark.verdict];
}

function MarkSign({ mark, place }: { mark: Mark; place: Box }) {
  const size = Math.min(place.bottom - place.top, place.right - place.left, 900);
  const path = SIGNS[mark.verdict];
  if (!path)
    return (
      <text x={place.left + 60} y={(place.top + place.bottom) / 2} font-size={size * 0.7}>
        {markWords(mark)}
      </text>
    );
  const scale = size / 100;
  return <path d={path} transform={`translate(${place.left + 60} ${(place.top + place.bottom - size) / 2}) scale(${scale})`} />;
}

interface Properties {
  readonly page: LayoutPage | null;
  readonly sheet: Box;
  readonly copy: number;
  readonly answers: readonly PupilAnswer[];
}

export function PageMarks({ page, sheet, copy, answers }: Properties) {
  if (!page) return null;
  const box = `${sheet.left} ${sheet.top} ${sheet.right - sheet.left} ${sheet.bottom - sheet.top}`;
  return (
    <svg class="sheet-marks" viewBox={box} aria-hidden="true">
      {answers.map(({ question, mark, copy: of }) => {
        const place = mark && of === copy ? markPlace(page, question) : null;
        return place && mark && <MarkSign key={question} mark={mark} place={place} />;
      })}
    </svg>
  );
}
