/* SPDX-License-Identifier: MIT */
/* Beneath the ink: the sheet as it is printed, faintly. The question that is looked at has a frame. */
import type { ReadonlySignal } from "@preact/signals";
import { answerRegions, type LayoutPage, type LayoutRegion } from "../../ink/sheet-layout";
import type { Box } from "../../ink/box";
import type { WorkQuestion } from "./page-work";

const LABEL = 260;

function Shape({ region: { box, corners, ellipse } }: { region: LayoutRegion }) {
  if (corners) return <polygon points={corners.map((corner) => corner.join()).join(" ")} />;
  const width = box.right - box.left;
  const height = box.bottom - box.top;
  if (ellipse) return <ellipse cx={box.left + width / 2} cy={box.top + height / 2} rx={width / 2} ry={height / 2} />;
  return <rect x={box.left} y={box.top} width={width} height={height} rx={40} />;
}

function OptionLetter({ region: { box, option } }: { region: LayoutRegion }) {
  return (
    <text class="print-option" x={box.left - 80} y={(box.top + box.bottom) / 2} font-size={LABEL * 1.3}>
      {option}
    </text>
  );
}

/** The question's name, once, before its first place. */
function QuestionName({ page, question }: { page: LayoutPage; question: WorkQuestion }) {
  const [first] = answerRegions(page, question.question);
  if (!first) return null;
  const before = first.role === "option" ? 650 : 120;
  return (
    <text class="print-name" x={first.box.left - before} y={(first.box.top + first.box.bottom) / 2} font-size={LABEL * 1.2}>
      {question.name || question.question}
    </text>
  );
}

function Region({ region }: { region: LayoutRegion }) {
  const named = !["answer", "option", "mark"].includes(region.role) && region.name;
  return (
    <g class={`print print-${region.role}`}>
      <Shape region={region} />
      {region.role === "option" && <OptionLetter region={region} />}
      {named && (
        <text x={region.box.left + 60} y={region.box.top + LABEL} font-size={LABEL}>
          {region.name}
        </text>
      )}
    </g>
  );
}

interface Properties {
  readonly page: LayoutPage | null;
  readonly sheet: Box;
  readonly questions: readonly WorkQuestion[];
  /** Looked at; 0 none. */
  readonly chosen: ReadonlySignal<number>;
}

export function PrintedSheet({ page, sheet, questions, chosen }: Properties) {
  if (!page) return null;
  const box = `${sheet.left} ${sheet.top} ${sheet.right - sheet.left} ${sheet.bottom - sheet.top}`;
  return (
    <svg class="sheet-print" viewBox={box} aria-hidden="true">
      {page.regions.map((region, i) => (
        <Region key={i} region={region} />
      ))}
      {questions.map((question) => (
        <QuestionName key={question.question} page={page} question={question} />
      ))}
      {chosen.value !== 0 && (
        <g class="print-chosen">
          {answerRegions(page, chosen.value).map((region, i) => (
            <Shape key={i} region={region} />
          ))}
        </g>
      )}
    </svg>
  );
}
