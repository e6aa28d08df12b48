/* SPDX-License-Identifier: MIT */
/* A box on the paper: its kind by outline, colour and sign, what it is of, and a corner to size it by. */
import type { Box, Region } from "./document";
import { chosen, documentNow, faults } from "./editor";
import { roleName, roleOf, titleOf, type Role } from "./kinds";
import { inWords } from "./words";

const HANDLE_MM = 2.4;
const RING_MM = 0.9;

/** One letter, in both languages another for each kind. */
export const signOf = (role: Role) => inWords(roleName(role))[0];

export function Outline({ role, box: [x, y, width, height] }: { role: Role; box: Box }) {
  return <rect x={x} y={y} width={width} height={height} rx={role === "option" ? Math.min(width, height) / 2.5 : 0.6} />;
}

/** Short: what is printed there is small. */
function labelOf(region: Region): string {
  const question = documentNow.value?.questions.find(({ number }) => number === region.question);
  return String(region.option ?? region.number ?? question?.name ?? region.question ?? region.name ?? "");
}

interface Properties {
  readonly region: Region;
  readonly preview: Box | null;
  readonly onDown: (event: PointerEvent, kind: "move" | "size") => void;
}

export function Place({ region, preview, onDown }: Properties) {
  const box = preview ?? region.box_mm;
  const [x, y, width, height] = box;
  const role = roleOf(region);
  const isChosen = chosen.value.has(region.id);
  const fault = faults.value.find(({ regions }) => regions.includes(region.id));
  return (
    <g
      id={`region-${region.id}`}
      class={`place place-${role}${isChosen ? " place-chosen" : ""}${fault ? " place-wrong" : ""}`}
      tabindex={0}
      role="button"
      aria-pressed={isChosen}
      aria-label={[titleOf(documentNow.value!, region), fault].filter((note) => note !== undefined).map(inWords).join("：")}
      onFocus={() => (chosen.value.has(region.id) ? undefined : (chosen.value = new Set([region.id])))}
      onPointerDown={(event) => onDown(event, "move")}
    >
      <Outline role={role} box={box} />
      <text x={x + 0.7} y={y + Math.min(height - 0.8, 3.2)}>
        {fault && "⚠"}
        <tspan>{signOf(role)}</tspan>
        {` ${labelOf(region)}`}
      </text>
      {isChosen && (
        <>
          <rect class="place-ring" x={x - RING_MM} y={y - RING_MM} width={width + 2 * RING_MM} height={height + 2 * RING_MM} />
          <rect
            class="place-handle"
            x={x + width - HANDLE_MM / 2}
            y={y + height - HANDLE_MM / 2}
            width={HANDLE_MM}
            height={HANDLE_MM}
            onPointerDown={(event) => onDown(event, "size")}
          />
        </>
      )}
    </g>
  );
}
