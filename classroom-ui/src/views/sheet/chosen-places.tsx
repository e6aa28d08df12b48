/* SPDX-License-Identifier: MIT */
/* What the chosen boxes are and where, each in a field of its own; rows of them copied down. */
import { useSignal } from "@preact/signals";
import type { Box, Note, Region } from "./document";
import { copyRows, LEAST_MM, movedTo, setRegion } from "./edits";
import { change, changeWell, chosen, chosenRegions, documentNow, removeChosen, said } from "./editor";
import { Field } from "./field";
import { asRole, isNumbered, isOfQuestion, optionsOf, roleName, roleOf, ROLES, titleOf, withNewQuestion, type Role } from "./kinds";
import { takeNumber } from "./typed";
import { inWords, sheetWords } from "./words";

const set = (index: number, region: Region, document = documentNow.peek()!): Note | null => changeWell(setRegion(document, index, region));

function turn(index: number, region: Region, role: Role): Note | null {
  const [document, turned] = asRole(documentNow.peek()!, index, region, role);
  return set(index, turned, document);
}

/** 0: to a new question. */
function give(index: number, region: Region, to: number): Note | null {
  const now = documentNow.peek()!;
  const [document, question] = to ? [now, to] : withNewQuestion(now, roleOf(region));
  const options = optionsOf(document.questions.find(({ number }) => number === question));
  const option = region.option !== undefined && options.includes(region.option) ? region.option : options[0] ?? region.option;
  return set(index, { ...region, question, ...(region.option !== undefined && { option: option! }) }, document);
}

/** Left, top, width and height; `at` says which. */
function Side({ index, region, at }: { index: number; region: Region; at: 0 | 1 | 2 | 3 }) {
  const { size_mm } = documentNow.value!.pages[index]!;
  const [other, isSize] = [region.box_mm[(at + 2) % 4]!, at > 1];
  const least = isSize ? Math.min(LEAST_MM, region.box_mm[at]) : 0;
  const take = (mm: number) => {
    const by = mm - region.box_mm[at];
    const box = region.box_mm.map((old, i) => (i === at ? old + by : old)) as unknown as Box;
    return set(index, movedTo(region, box));
  };
  return (
    <Field class="sheet-number" inputMode="decimal" id={`place-${at}`} label={sheetWords.value.sides[at]!} value={region.box_mm[at]}
      take={(text) => takeNumber(text, least, Math.round((size_mm[at % 2]! - other) * 10) / 10, take)} />
  );
}

function OneBox({ index, region }: { index: number; region: Region }) {
  const words = sheetWords.value;
  const now = documentNow.value!;
  const role = roleOf(region);
  const question = now.questions.find(({ number }) => number === region.question);
  const options = optionsOf(question);
  return (
    <>
      <Field id="place-kind" label={words.kind} value={role} options={ROLES.map((one) => [one, inWords(roleName(one))])} take={(to) => turn(index, region, to as Role)} />
      {isOfQuestion(role) && (
        <Field id="place-question" label={words.questionOf} value={region.question ?? 0}
          options={[...now.questions.map(({ number, name }) => [number, name || String(number)] as const), [0, words.newQuestion]]}
          take={(to) => give(index, region, Number(to))} />
      )}
      {role === "option" && (
        <Field id="place-option" label={inWords(roleName(role))} value={region.option ?? ""}
          options={(options.includes(region.option ?? "") ? options : [...options, region.option ?? ""]).map((one) => [one, one])}
          take={(option) => set(index, { ...region, option })} />
      )}
      {isNumbered(role) && (
        <Field class="sheet-number" inputMode="decimal" id="place-number" label={role === "page-strip" ? words.pageLabel : words.pupilNumber} value={region.number ?? 1}
          take={(text) => takeNumber(text, 1, 9999, (number) => set(index, { ...region, number }), 1)} />
      )}
      <Field id="place-name" label={words.columns.name} maxLength={400} value={region.name ?? ""} take={(name) => set(index, { ...region, name: name.trim() })} />
      {([0, 1, 2, 3] as const).map((at) => (
        <Side key={at} index={index} region={region} at={at} />
      ))}
    </>
  );
}

function copyDown(index: number, times: number, gap: number): void {
  const { document, rows } = copyRows(documentNow.peek()!, index, chosen.peek(), times, gap);
  if (rows > 0) change(document);
  const room = rows < times;
  said.value = {
    zh: `复制了 ${rows} 行${room ? "：下面的纸只放得下这些，可以把间距改小" : ""}。`,
    en: `Rows copied: ${rows}${room ? ". The paper below has room for no more; a smaller gap helps" : ""}.`,
  };
}

export function ChosenPlaces({ index }: { index: number }) {
  const words = sheetWords.value;
  const times = useSignal(5);
  const gap = useSignal(2);
  const [region, ...more] = chosenRegions.value;
  if (!region) return null;
  return (
    <section class="sheet-row sheet-chosen" aria-label={words.chosen(more.length + 1)}>
      <strong>{more.length > 0 ? words.chosen(more.length + 1) : inWords(titleOf(documentNow.value!, region))}</strong>
      {more.length === 0 && <OneBox key={region.id} index={index} region={region} />}
      <button type="button" class="wall-button" id="copy-row" onClick={() => copyDown(index, times.value, gap.value)}>
        {words.copyRow}
      </button>
      <Field class="sheet-number" inputMode="decimal" label={words.times} value={times.value} take={(text) => takeNumber(text, 1, 50, (n) => { times.value = n; }, 1)} />
      <Field class="sheet-number" inputMode="decimal" label={words.gap} value={gap.value} take={(text) => takeNumber(text, 0, 50, (n) => { gap.value = n; })} />
      <button type="button" class="wall-button" id="remove-box" onClick={removeChosen}>
        {words.remove}
      </button>
    </section>
  );
}
