/* SPDX-License-Identifier: MIT */
/*
 * First answer against corrected, beside the answer: the first struck through, an arrow, what it says now; on printed
 * options the first has a broken frame, the later a whole one. Never by colour alone.
 */
import { answerRegions, type LayoutPage, type LayoutRegion } from "../../ink/sheet-layout";
import type { PupilAnswer } from "../../wire/results";
import { words } from "./words";

const SIZE = 300;
const GAP = 60;

function Frame({ region: { box }, first }: { region: LayoutRegion; first: boolean }) {
  const width = box.right - box.left + 2 * GAP;
  const height = box.bottom - box.top + 2 * GAP;
  return <rect class={first ? "corrected-first" : "corrected-last"} x={box.left - GAP} y={box.top - GAP} width={width} height={height} rx={80} />;
}

export function PageCorrection({ page, answer }: { page: LayoutPage; answer: PupilAnswer }) {
  const regions = answerRegions(page, answer.question);
  if (regions.length === 0) return null;
  const [left, right] = [Math.min(...regions.map((region) => region.box.left)), Math.max(...regions.map((region) => region.box.right))];
  const [top, bottom] = [Math.min(...regions.map((region) => region.box.top)), Math.max(...regions.map((region) => region.box.bottom))];
  const options = regions.filter((region) => region.role === "option" && region.option !== "");
  // Below an answer; behind a row of options, for the next row is just below.
  const place = options.length > 0 ? { x: right + 2 * GAP, y: (top + bottom) / 2 } : { x: left, y: bottom + GAP + SIZE / 2 };
  const { first = "", text = "", state } = answer;
  return (
    <g class="corrected" data-corrected={answer.question}>
      {options.map((region) => {
        const wasFirst = first.includes(region.option);
        const isLast = state === "read" && text.includes(region.option);
        return wasFirst !== isLast && <Frame key={region.option} region={region} first={wasFirst} />;
      })}
      <text {...place} font-size={SIZE}>
        {first === "" ? (
          words.value.corrected
        ) : (
          <>
            <tspan text-decoration="line-through">{first}</tspan>
            {` → ${state === "read" ? text : "?"}`}
          </>
        )}
      </text>
    </g>
  );
}
