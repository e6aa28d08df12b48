/* SPDX-License-Identifier: MIT */
/* The editor's head: what is not saved, undo, trial, save; of a draft, the way to the class. */
import { SureButton } from "../../parts/sure-button";
import { GiveSheet, openGiving } from "./give-sheet";
import { busy, dropDraft, faults, goTo, history, isDraft, openSheet, operations, redoOne, savedVersion, saveSheet, tried, trouble, trySheet, undoOne } from "./editor";
import { NewSheet, openNewSheet } from "./new-sheet";
import { inWords, sheetWords } from "./words";

function state(n: number): string {
  const words = sheetWords.value;
  if (isDraft.value) return words.draftState;
  if (savedVersion.value > 0 && n === 0) return words.saved(savedVersion.value);
  return n > 0 ? words.unsaved(n) : words.noChange;
}

function tryLabel(): string {
  const words = sheetWords.value;
  if (busy.value !== "trying") return words.tryIt;
  return tried.value ? words.tryingAt(tried.value.done, tried.value.of) : words.trying;
}

function SavedTools() {
  const words = sheetWords.value;
  const idle = busy.value === "" && operations.value.length > 0 && faults.value.length === 0;
  return (
    <>
      <button type="button" class="wall-button" id="try-sheet" disabled={!idle} onClick={() => void trySheet()}>
        {tryLabel()}
      </button>
      <button type="button" class="main-button" id="save-sheet" disabled={!idle} onClick={() => void saveSheet()}>
        {busy.value === "saving" ? words.saving : words.save}
      </button>
    </>
  );
}

function DraftTools() {
  const words = sheetWords.value;
  return (
    <>
      <SureButton id="drop-draft" label={words.dropDraft} help={words.dropDraftHelp} onSure={dropDraft} />
      <button type="button" class="main-button" id="give-sheet" disabled={busy.value !== "" || faults.value.length > 0} onClick={openGiving}>
        {words.give}
      </button>
    </>
  );
}

export function SheetTools() {
  const words = sheetWords.value;
  return (
    <div class="wall-tools">
      {faults.value.length > 0 ? (
        <button type="button" class="wall-button sheet-faults" onClick={() => goTo(faults.value[0]!)}>
          ⚠ {words.faults(faults.value.length)}
        </button>
      ) : (
        <span class="sheet-state">{state(operations.value.length)}</span>
      )}
      <button type="button" class="wall-button" title="Ctrl+Z" disabled={history.value!.before.length === 0} onClick={undoOne}>
        {words.undo}
      </button>
      <button type="button" class="wall-button" title="Ctrl+Y" disabled={history.value!.after.length === 0} onClick={redoOne}>
        {words.redo}
      </button>
      {!isDraft.value && (
        <button type="button" class="wall-button" id="new-sheet" aria-haspopup="dialog" onClick={openNewSheet}>
          {words.newSheet}
        </button>
      )}
      {isDraft.value ? <DraftTools /> : <SavedTools />}
      <NewSheet />
      <GiveSheet />
    </div>
  );
}

/** The faults of one page, beneath its paper. */
export function PageFaults({ index }: { index: number }) {
  const here = faults.value.filter(({ page, question, field }) => question === null && field === "" && (page ?? index) === index);
  if (here.length === 0) return null;
  return (
    <ul class="sheet-said sheet-bad" role="alert">
      {here.map((fault) => (
        <li key={fault.en}>{inWords(fault)}</li>
      ))}
    </ul>
  );
}

export function SheetTrouble() {
  const words = sheetWords.value;
  if (!trouble.value) return null;
  return (
    <div class="sheet-said sheet-bad" role="alert">
      <p>{inWords(trouble.value)}</p>
      {trouble.value.code === "sheet-changed" && (
        <button type="button" class="wall-button" onClick={() => void openSheet()}>
          {words.reopen}
        </button>
      )}
    </div>
  );
}
