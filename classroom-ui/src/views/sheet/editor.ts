/* SPDX-License-Identifier: MIT */
/* The sheet under the teacher's hands: where it came from, what was done to it, and how it is saved. Outlives the view. */
import { batch, computed, effect, signal } from "@preact/signals";
import { requests } from "../../state/console";
import { actionName } from "../../state/outbox";
import { fields, type Fields } from "../../wire/fields";
import type { Trouble } from "../../wire/outcome";
import { giveSheet, type Given, type Giving, type TrialAnswer } from "../../wire/sheet";
import { Refusal } from "../../wire/requests";
import { checkSheet, type Fault } from "./check";
import { operationsOf, firstOperations } from "./diff";
import { readDocument, writeDocument, type Note, type SheetDocument } from "./document";
import { deleteRegions } from "./edits";
import type { Role } from "./kinds";
import { begin, did, redo, undo, type History } from "./history";

interface Opened {
  readonly sheet: number;
  readonly version: number;
  readonly document: SheetDocument;
}

export const opened = signal<Opened | null>(null);
export const history = signal<History<SheetDocument> | null>(null);
export const chosen = signal<ReadonlySet<string>>(new Set());
/** What a box that is drawn becomes. */
export const kind = signal<Role>("answer");
/** Which page is looked at. */
export const shownPage = signal(0);
/** Said of the last deed, to be read and heard. */
export const said = signal<Note | null>(null);
/** Cells of the table that were not taken as typed or pasted, by their name. */
export const refused = signal<ReadonlyMap<string, Note>>(new Map());
export const trouble = signal<(Note & { readonly code: string }) | null>(null);
export const busy = signal<"" | "opening" | "saving" | "trying" | "giving">("");
/** How many pupils a trial has gone through, of how many. */
export const tried = signal<{ readonly done: number; readonly of: number } | null>(null);
export const savedVersion = signal(0);
export const trial = signal<TrialAnswer | null>(null);

export const documentNow = computed(() => history.value?.now ?? null);
/** A new one that the class does not have yet. */
export const isDraft = computed(() => documentNow.value !== null && opened.value === null);
export const faults = computed(() => (documentNow.value ? checkSheet(documentNow.value) : []));
export const operations = computed(() =>
  opened.value && documentNow.value ? operationsOf(opened.value.document, documentNow.value) : [],
);

/** The question of the box that was chosen last: likely that of the next. */
let near = 0;
export const nearQuestion = () => near;

export const chosenRegions = computed(() => documentNow.value?.pages[shownPage.value]?.regions.filter(({ id }) => chosen.value.has(id)) ?? []);

effect(() => {
  near = chosenRegions.value.find(({ question }) => question !== undefined)?.question ?? near;
});

export function change(next: SheetDocument): void {
  if (history.peek()) history.value = did(history.peek()!, next);
  savedVersion.value = 0;
  trial.value = null;
}

/** Only what makes nothing wrong that was right; else what it would make wrong. */
export function changeWell(next: SheetDocument): Note | null {
  const known = new Set(faults.peek().map(({ en }) => en));
  const fault = checkSheet(next).find(({ en }) => !known.has(en));
  if (!fault) change(next);
  return fault ? { zh: `没有改。${fault.zh}`, en: `Not changed. ${fault.en}` } : null;
}

export function showPage(index: number): void {
  batch(() => {
    shownPage.value = index;
    chosen.value = new Set();
  });
}

export function removeChosen(): void {
  const { size } = chosen.peek();
  // It goes with the box else, and keys would be nowhere.
  document.getElementById("sheet-paper")?.focus();
  batch(() => {
    change(deleteRegions(documentNow.peek()!, chosen.peek()));
    chosen.value = new Set();
    said.value = { zh: `删掉了 ${size} 个框，Ctrl+Z 撤销。`, en: `Deleted: ${size}. Ctrl+Z brings it back.` };
  });
}

/** Where it is mended: the page, the box, the field of the question. */
export function goTo({ page, regions, question, field }: Fault): void {
  if (page !== null) showPage(page);
  if (regions.length > 0) chosen.value = new Set(regions.slice(-1));
  const id = regions.length > 0 ? `region-${regions[regions.length - 1]}` : question === null ? `page-${field}` : `cell-${question}-${field}`;
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}

export function undoOne(): void {
  refused.value = new Map();
  if (history.peek()) history.value = undo(history.peek()!);
}

export function redoOne(): void {
  if (history.peek()) history.value = redo(history.peek()!);
}

/** A draft is nobody's but this browser's until it is given to the class: it outlives the page. */
const DRAFT_KEY = "zhibi-sheet-draft";

function keptDraft(): SheetDocument | null {
  try {
    const kept = localStorage.getItem(DRAFT_KEY);
    return kept === null ? null : readDocument(fields(JSON.parse(kept)));
  } catch {
    return null; // of an older page, or not to be had: the draft is gone
  }
}

effect(() => {
  if (!isDraft.value) return;
  try {
    localStorage.setItem(DRAFT_KEY, JSON.stringify(writeDocument(documentNow.value!)));
  } catch {
    // No room, or not allowed: it lives as long as the page.
  }
});

function forgetDraft(): void {
  try {
    localStorage.removeItem(DRAFT_KEY);
  } catch {
    // As above.
  }
}

function takeUp(document: SheetDocument, from: Opened | null): void {
  batch(() => {
    opened.value = from;
    history.value = begin(document);
    showPage(Math.max(0, document.pages.findIndex(({ regions }) => regions.some(({ question }) => question !== undefined))));
    refused.value = new Map();
    said.value = null;
    trial.value = null;
    trouble.value = null;
    savedVersion.value = 0;
  });
}

export function beginDraft(document: SheetDocument): void {
  takeUp(document, null);
}

/** The sheet of the class, or the draft that was left lying. */
export function openOrResume(): Promise<void> {
  const draft = keptDraft();
  if (!draft) return openSheet();
  beginDraft(draft);
  return Promise.resolve();
}

/** Gone for good; the class's own sheet is there again. */
export function dropDraft(): Promise<void> {
  forgetDraft();
  batch(() => {
    history.value = null;
    opened.value = null;
  });
  return openSheet();
}

/** The name of the giving under way: pressed again after a lost answer it is the same one, but not after it is done. */
let underWay = { what: "", action: "" };

function actionOf(document: Fields, giving: Giving): string {
  const what = JSON.stringify([document, giving]);
  if (underWay.what !== what) underWay = { what, action: actionName() };
  return underWay.action;
}

/** To the class; from then on it is the open assignment, and what is changed is a new version of it. */
export async function giveDraft(giving: Giving): Promise<Given | Trouble> {
  busy.value = "giving";
  try {
    const document = writeDocument(documentNow.peek()!);
    const answer = await giveSheet(document, giving, giving.asks ? "" : actionOf(document, giving));
    if ("type" in answer && answer.type === "done" && !giving.asks) {
      underWay = { what: "", action: "" };
      await dropDraft();
    }
    return answer;
  } finally {
    busy.value = "";
  }
}

const TOO_MUCH = {
  code: "too-many-changes",
  zh: "改动太多，一次试读不了。请先保存，再改再试。",
  en: "Too many changes to try at once. Save them first, then go on.",
};

async function attempt(what: "opening" | "saving" | "trying", work: () => Promise<void>): Promise<void> {
  busy.value = what;
  trouble.value = null;
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    trouble.value = error.answer;
  } finally {
    busy.value = "";
  }
}

export function openSheet(): Promise<void> {
  return attempt("opening", async () => {
    const { sheet, version, document } = await requests.ask({ type: "sheet" });
    const read = readDocument(document);
    takeUp(read, { sheet, version, document: read });
  });
}

/** In as many messages as it takes, each a good sheet; what was saved of it is not said again. */
export function saveSheet(): Promise<void> {
  return attempt("saving", async () => {
    for (let left = operations.peek(); opened.peek() && left.length > 0; left = operations.peek()) {
      const { sheet, version } = opened.peek()!;
      const said = documentNow.peek();
      const part = firstOperations(left);
      const answer = await requests.ask({ type: "sheet-edit", sheet, version, operations: part });
      const document = readDocument(answer.document);
      opened.value = { sheet: answer.sheet, version: answer.version, document };
      savedVersion.value = answer.version;
      refused.value = new Map();
      if (part.length < left.length) continue;
      // All was said: the daemon's form of it is what there is now, unless the teacher went on meanwhile.
      if (documentNow.peek() === said) history.value = { ...history.peek()!, now: document };
      break;
    }
  });
}

export function trySheet(): Promise<void> {
  return attempt("trying", async () => {
    // It is tried whole or not at all.
    if (firstOperations(operations.peek()).length < operations.peek().length) throw new Refusal(TOO_MUCH);
    const { sheet, version } = opened.peek()!;
    tried.value = null;
    trial.value = await requests.ask({ type: "sheet-try", sheet, version, operations: operations.peek() },
      ({ done, of }) => (tried.value = { done, of }));
  });
}
