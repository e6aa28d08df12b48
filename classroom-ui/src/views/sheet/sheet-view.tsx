/* SPDX-License-Identifier: MIT */
/* The sheet editor: places on the paper, questions in a table, files in and out, a trial on the class's ink. */
import { useSignal, type Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { PageInk } from "../../ink/page-ink";
import { ViewHeader } from "../../parts/view-header";
import { classState, requests } from "../../state/console";
import { language } from "../../state/settings";
import { Refusal } from "../../wire/requests";
import type { SheetPage } from "./document";
import { changeRegion, copyRows, deleteRegions } from "./edits";
import {
  busy, change, chosen, documentNow, faults, history, opened, openSheet, operations, redoOne, savedVersion, saveSheet, trouble,
  trySheet, undoOne,
} from "./editor";
import { SheetFiles } from "./sheet-files";
import { SheetPaper } from "./sheet-paper";
import { SheetTable } from "./sheet-table";
import { SheetTrial } from "./sheet-trial";
import { sheetWords } from "./words";

/** The strokes as one path, in millimetres from the paper's corner. */
function inkPath(ink: PageInk, page: SheetPage): string {
  const [left, top] = page.offset_mm ?? [0, 0];
  return ink.finished
    .map((stroke) => {
      const points = Array.from({ length: stroke.count }, (_, i) =>
        `${(stroke.x[i]! / 100 - left).toFixed(1)},${(stroke.y[i]! / 100 - top).toFixed(1)}`);
      return points.length > 0 ? `M${points.join("L")}` : "";
    })
    .join("");
}

async function showInk(copy: number, page: SheetPage, ink: Signal<string | null>): Promise<void> {
  try {
    const { records } = await requests.ask({ type: "open-page", copy });
    ink.value = inkPath(PageInk.from(copy, records), page);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

function Backdrop({ page, picture, ink }: { page: SheetPage; picture: Signal<string | null>; ink: Signal<string | null> }) {
  const words = sheetWords.value;
  const seats = (classState.value?.seats ?? []).filter(
    (seat) => seat.pupil && seat.page && (["section", "owner", "book", "page"] as const).every((part) => seat.page![part] === page.address[part]),
  );
  const take = (value: string) => {
    ink.value = picture.value = null;
    if (value === "picture") document.getElementById("sheet-picture")?.click();
    else if (value !== "") void showInk(Number(value), page, ink);
  };
  return (
    <label>
      {words.backdrop}
      <select onChange={(event) => take(event.currentTarget.value)}>
        <option value="">{words.noBackdrop}</option>
        <option value="picture">{words.pictureBackdrop}</option>
        {seats.slice(0, 60).map((seat) => (
          <option key={seat.seat} value={seat.page!.copy}>
            {seat.pupil!.name ?? seat.pupil!.number}
          </option>
        ))}
      </select>
      <input
        id="sheet-picture"
        type="file"
        accept="image/*"
        hidden
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file) picture.value = URL.createObjectURL(file);
        }}
      />
    </label>
  );
}

function Chosen({ index }: { index: number }) {
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

function Tools() {
  const words = sheetWords.value;
  const n = operations.value.length;
  return (
    <div class="wall-tools">
      <span class="sheet-state">{savedVersion.value > 0 && n === 0 ? words.saved(savedVersion.value) : n > 0 ? words.unsaved(n) : words.noChange}</span>
      <button type="button" class="wall-button" title="Ctrl+Z" disabled={history.value!.before.length === 0} onClick={undoOne}>
        {words.undo}
      </button>
      <button type="button" class="wall-button" title="Ctrl+Y" disabled={history.value!.after.length === 0} onClick={redoOne}>
        {words.redo}
      </button>
      <button type="button" class="wall-button" id="try-sheet" disabled={busy.value !== "" || n === 0 || faults.value.length > 0} onClick={() => void trySheet()}>
        {busy.value === "trying" ? words.trying : words.tryIt}
      </button>
      <button type="button" class="main-button" id="save-sheet" disabled={busy.value !== "" || n === 0 || faults.value.length > 0} onClick={() => void saveSheet()}>
        {busy.value === "saving" ? words.saving : words.save}
      </button>
    </div>
  );
}

function Troubles() {
  const words = sheetWords.value;
  const inWords = (note: { readonly zh: string; readonly en: string }) => (language.value === "zh" ? note.zh : note.en);
  return (
    <>
      {trouble.value && (
        <div class="sheet-said sheet-bad" role="alert">
          <p>{trouble.value.code === "connection-lost" ? words.lost : trouble.value.code === "sheet-changed" ? words.sheetChanged : inWords(trouble.value)}</p>
          {trouble.value.code === "sheet-changed" && (
            <button type="button" class="wall-button" onClick={() => void openSheet()}>
              {words.reopen}
            </button>
          )}
        </div>
      )}
      {faults.value.length > 0 && (
        <div class="sheet-said sheet-bad" role="alert">
          <p>{words.faults(faults.value.length)}</p>
          <ul>
            {faults.value.slice(0, 8).map((fault) => (
              <li key={fault.en}>{inWords(fault)}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
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
  const picture = useSignal<string | null>(null);
  const ink = useSignal<string | null>(null);
  useUndoKeys();
  const page = now.pages[Math.min(index.value, now.pages.length - 1)]!;
  return (
    <main>
      <div class="sheet-stage">
        <div class="sheet-row">
          <label>
            {words.pageLabel}
            <select value={index.value} onChange={(event) => { index.value = Number(event.currentTarget.value); ink.value = null; }}>
              {now.pages.map((_, i) => (
                <option key={i} value={i}>
                  {words.page(i + 1)}
                </option>
              ))}
            </select>
          </label>
          <Backdrop page={page} picture={picture} ink={ink} />
        </div>
        <Chosen index={index.value} />
        <SheetPaper page={page} index={index.value} picture={picture} ink={ink} />
      </div>
      <div class="sheet-side">
        <Troubles />
        <SheetTrial />
        <SheetFiles />
        <SheetTable />
      </div>
    </main>
  );
}

export function SheetView() {
  const words = sheetWords.value;
  useEffect(() => {
    // What is not saved is gone on with; else the newest is fetched.
    if (operations.peek().length === 0) void openSheet();
  }, []);
  const now = documentNow.value;
  const about = now && opened.value ? words.about(now.title, opened.value.version) : undefined;
  return (
    <div class="view sheet-view">
      <ViewHeader title={words.title} about={about}>
        {now && <Tools />}
      </ViewHeader>
      {now ? (
        <Editor />
      ) : (
        <div class="nothing">
          <h2>{busy.value === "opening" ? words.loading : words.noSheet}</h2>
          {busy.value !== "opening" && <p>{words.noSheetHelp}</p>}
        </div>
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
