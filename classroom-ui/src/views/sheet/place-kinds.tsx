/* SPDX-License-Identifier: MIT */
/* Beside the paper: which kind of box is drawn next, and what each looks like there. */
import { chosenRegions, documentNow, kind, said } from "./editor";
import { freeBox, roleName, ROLES } from "./kinds";
import { Outline, signOf } from "./place";
import { putBox } from "./sheet-paper";
import { inWords, sheetWords } from "./words";

/** Without a mouse: one where there is room, near the chosen one. */
function putOne(index: number): void {
  const box = freeBox(documentNow.peek()!.pages[index]!, kind.peek(), chosenRegions.peek()[0]);
  if (!box) {
    said.value = { zh: "这页没有空地方了。请删掉或缩小别的框，或加一页。", en: "This page has no room left. Delete or shrink a box, or add a page." };
    return;
  }
  putBox(index, box);
  requestAnimationFrame(() => document.querySelector<SVGElement>(".place-chosen")?.focus());
}

export function PlaceKinds({ index }: { index: number }) {
  const words = sheetWords.value;
  return (
    <fieldset class="sheet-kinds">
      <legend>{words.newBox}</legend>
      {ROLES.map((role) => (
        <label key={role}>
          <input type="radio" name="kind" value={role} checked={kind.value === role} onChange={() => (kind.value = role)} />
          <svg viewBox="0 0 9 6" aria-hidden="true">
            <g class={`place place-${role}`}>
              <Outline role={role} box={[0.5, 0.5, 8, 5]} />
              <text x="3" y="4">
                <tspan>{signOf(role)}</tspan>
              </text>
            </g>
          </svg>
          {inWords(roleName(role))}
        </label>
      ))}
      <button type="button" class="wall-button" id="put-box" onClick={() => putOne(index)}>
        {words.putBox}
      </button>
    </fieldset>
  );
}
