/* SPDX-License-Identifier: MIT */
/* The sheet editor: places on the paper, questions in a table, files in and out, a trial on the class's ink. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ViewHeader } from "../../parts/view-header";
import { BackdropChoice, type Beneath } from "./backdrop";
import { ChosenPlaces } from "./chosen-places";
import { busy, documentNow, isDraft, opened, openOrResume, operations, redoOne, undoOne } from "./editor";
import { NewSheet, openNewSheet } from "./new-sheet";
import { SheetFacts } from "./sheet-facts";
import { SheetFiles } from "./sheet-files";
import { SheetPaper } from "./sheet-paper";
import { SheetTable } from "./sheet-table";
import { SheetTools, SheetTroubles } from "./sheet-tools";
import { SheetTrial } from "./sheet-trial";
import { sheetWords } from "./words";

/** What is not saved is not left without a word; a draft is kept by the browser. */
function useLeaveWarning(): void {
  useEffect(() => {
    const leave = (event: BeforeUnloadEvent) => {
      if (operations.peek().length > 0) event.preventDefault();
    };
    addEventListener("beforeunload", leave);
    return () => removeEventListener("beforeunload", leave);
  }, []);
}

/** With Ctrl, which the views' own keys leave alone. */
function useUndoKeys(): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.target instanceof HTMLInputElement) return;
      const key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey) undoOne();
      else if (key === "y" || (key === "z" && event.shiftKey)) redoOne();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
}

function Editor() {
  const words = sheetWords.value;
  const now = documentNow.value!;
  const first = Math.max(0, now.pages.findIndex((one) => one.regions.some((region) => region.question !== undefined)));
  const index = useSignal(first);
  const beneath: Beneath = { picture: useSignal<string | null>(null), ink: useSignal<string | null>(null), printed: useSignal(true) };
  useUndoKeys();
  useLeaveWarning();
  const at = Math.min(index.value, now.pages.length - 1);
  const page = now.pages[at];
  return (
    <main>
      <div class="sheet-stage">
        <div class="sheet-row">
          <label>
            {words.pageLabel}
            <select id="sheet-page" value={at} onChange={(event) => { index.value = Number(event.currentTarget.value); beneath.ink.value = null; }}>
              {now.pages.map((_, i) => (
                <option key={i} value={i}>
                  {words.page(i + 1)}
                </option>
              ))}
            </select>
          </label>
          {page && <BackdropChoice page={page} beneath={beneath} />}
        </div>
        {page && <ChosenPlaces index={at} />}
        {page && <SheetPaper page={page} index={at} beneath={beneath} />}
      </div>
      <div class="sheet-side">
        <SheetTroubles />
        <SheetTrial />
        <SheetFacts index={index} />
        <SheetTable />
        <SheetFiles />
      </div>
    </main>
  );
}

export function SheetView() {
  const words = sheetWords.value;
  useEffect(() => {
    // What is not saved is gone on with; else the newest is fetched, or the draft that was left.
    if (operations.peek().length === 0 && !isDraft.peek()) void openOrResume();
  }, []);
  const now = documentNow.value;
  const about = now && (opened.value ? words.about(now.title, opened.value.version) : words.aboutDraft(now.title));
  return (
    <div class="view sheet-view">
      <ViewHeader title={words.title} about={about ?? undefined}>
        {now && <SheetTools />}
      </ViewHeader>
      {now ? (
        <Editor key={isDraft.value ? "draft" : "sheet"} />
      ) : (
        <main class="nothing">
          <h2>{busy.value === "opening" ? words.loading : words.noSheet}</h2>
          {busy.value !== "opening" && (
            <>
              <p>{words.noSheetHelp}</p>
              <button type="button" class="main-button" id="new-sheet" aria-haspopup="dialog" onClick={openNewSheet}>
                {words.newSheet}
              </button>
              <NewSheet />
            </>
          )}
        </main>
      )}
    </div>
  );
}

export function sheetKeys(): readonly (readonly [readonly string[], string])[] {
  const words = sheetWords.value;
  return [
    [["Ctrl+Z", "Ctrl+Y"], words.keyUndo],
    [["←", "→", "↑", "↓"], words.keyMove],
    [["Shift+→"], words.keySize],
    [["Delete"], words.keyDelete],
  ];
}
