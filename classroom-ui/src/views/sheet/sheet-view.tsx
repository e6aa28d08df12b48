/* SPDX-License-Identifier: MIT */
/* The sheet editor: places on the paper, questions in a table, files in and out, a trial on the class's ink. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ViewHeader } from "../../parts/view-header";
import { BackdropChoice, type Beneath } from "./backdrop";
import { ChosenPlaces } from "./chosen-places";
import { busy, documentNow, isDraft, opened, openOrResume, operations, redoOne, said, shownPage, showPage, undoOne } from "./editor";
import { Field } from "./field";
import { NewSheet, openNewSheet } from "./new-sheet";
import { PlaceKinds } from "./place-kinds";
import { SheetFacts } from "./sheet-facts";
import { SheetFiles } from "./sheet-files";
import { SheetPaper } from "./sheet-paper";
import { SheetTable } from "./sheet-table";
import { PageFaults, SheetTools, SheetTrouble } from "./sheet-tools";
import { SheetTrial } from "./sheet-trial";
import { inWords, sheetWords } from "./words";

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
  const beneath: Beneath = { picture: useSignal<string | null>(null), ink: useSignal<string | null>(null), printed: useSignal(true) };
  useUndoKeys();
  useLeaveWarning();
  const at = Math.min(shownPage.value, now.pages.length - 1);
  const page = now.pages[at];
  const turnTo = (index: string) => {
    showPage(Number(index));
    beneath.ink.value = null;
  };
  return (
    <main>
      <div class="sheet-stage">
        <div class="sheet-row">
          <Field id="sheet-page" label={words.pageLabel} value={at} options={now.pages.map((_, i) => [i, words.page(i + 1)])} take={turnTo} />
          {page && <BackdropChoice page={page} beneath={beneath} />}
        </div>
        <div class="sheet-desk">
          {page && <PlaceKinds index={at} />}
          {page && <SheetPaper page={page} index={at} beneath={beneath} />}
        </div>
        <SheetTrouble />
        <PageFaults index={at} />
        <p class="sheet-help" id="sheet-said" role="status">
          {said.value ? inWords(said.value) : words.tools}
        </p>
      </div>
      <div class="sheet-side">
        <ChosenPlaces index={at} />
        <SheetTrial />
        <SheetFacts />
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
    [["Alt+→"], words.keySize],
    [["Enter"], words.keyFacts],
    [["Delete"], words.keyDelete],
  ];
}
