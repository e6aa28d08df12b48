/* SPDX-License-Identifier: MIT */
/* Above the paper: what can be done with the places that are chosen. */
import { useSignal } from "@preact/signals";
import { changeRegion, copyRows, deleteRegions } from "./edits";
import { change, chosen, documentNow } from "./editor";
import { sheetWords } from "./words";

export function ChosenPlaces({ index }: { index: number }) {
  const words = sheetWords.value;
  const times = useSignal(5);
  const gap = useSignal(2);
  const now = documentNow.value!;
  const region = now.pages[index]?.regions.find((one) => chosen.value.has(one.id));
  if (!region) return <p class="sheet-help">{words.tools}</p>;
  const set = (number: number) =>
    change([...chosen.peek()].reduce((document, id) => changeRegion(document, index, id, { question: number }), now));
  return (
    <div class="sheet-row">
      <label>
        {words.questionOf}
        <select value={region.question ?? 0} disabled={region.question === undefined} onChange={(event) => set(Number(event.currentTarget.value))}>
          {region.question === undefined && <option value={0}>—</option>}
          {now.questions.map((question) => (
            <option key={question.number} value={question.number}>
              {question.name || question.number}
            </option>
          ))}
        </select>
      </label>
      <button type="button" class="wall-button" id="copy-row" onClick={() => change(copyRows(now, index, chosen.peek(), times.value, gap.value))}>
        {words.copyRow}
      </button>
      <label>
        {words.times}
        <input type="number" min="1" max="50" value={times.value} onChange={(event) => (times.value = Number(event.currentTarget.value) || 1)} />
      </label>
      <label>
        {words.gap}
        <input type="number" min="0" max="50" value={gap.value} onChange={(event) => (gap.value = Number(event.currentTarget.value) || 0)} />
      </label>
      <button type="button" class="wall-button" onClick={() => change(deleteRegions(now, chosen.peek()))}>
        {words.remove}
      </button>
    </div>
  );
}
