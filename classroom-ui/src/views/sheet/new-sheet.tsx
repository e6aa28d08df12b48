/* SPDX-License-Identifier: MIT */
/* A new sheet from nothing: what it is called, which paper, and where in the dots it begins. */
import { signal, useSignal } from "@preact/signals";
import { Dialog } from "../../parts/dialog";
import { classState } from "../../state/console";
import { beginDraft, documentNow, operations } from "./editor";
import { addressOf, addressText, badAddress, NEEDS_TITLE, newSheet, PAGES_AT_ONCE_MAX, PAPERS, readAddress } from "./pages";
import { GradeChoice, PaperChoice } from "./sheet-facts";
import { inWords, sheetWords } from "./words";

const shown = signal(false);

export function openNewSheet(): void {
  shown.value = true;
}

/** The page behind the sheet that is open, else the one that somebody writes on: likely the paper at hand. */
function likelyAddress(): string {
  const last = documentNow.peek()?.pages.at(-1);
  if (last) return addressText({ ...addressOf(last), page: addressOf(last).page + 1 });
  const written = classState.peek()?.seats.find((seat) => seat.page?.family === "ncode")?.page;
  return written ? addressText(written) : "";
}

function Form() {
  const words = sheetWords.value;
  const title = useSignal("");
  const subject = useSignal(classState.peek()?.assignment?.subject ?? "");
  const grade = useSignal(classState.peek()?.class.grade ?? 0);
  const size = useSignal(documentNow.peek()?.pages.at(-1)?.size_mm ?? PAPERS[0]!.size_mm);
  const address = useSignal(likelyAddress());
  const pages = useSignal(1);
  const refused = useSignal("");
  const make = (event: Event) => {
    event.preventDefault();
    const first = readAddress(address.value);
    if (title.value.trim() === "") refused.value = inWords(NEEDS_TITLE);
    else if (!first) refused.value = inWords(badAddress(address.value));
    else if (!Number.isInteger(pages.value) || pages.value < 1 || pages.value > PAGES_AT_ONCE_MAX) refused.value = words.badPages(PAGES_AT_ONCE_MAX);
    else {
      beginDraft(newSheet({ title: title.value.trim(), subject: subject.value.trim(), grade: grade.value, address: first, size_mm: size.value, pages: pages.value }));
      shown.value = false;
    }
  };
  return (
    <form class="sheet-form" onSubmit={make} noValidate>
      {operations.peek().length > 0 && <p class="sheet-warn">{words.unsavedGoes(operations.peek().length)}</p>}
      <div class="sheet-row">
        <label class="sheet-title">
          {words.titleOf}
          <input id="new-title" maxLength={200} value={title.value} onInput={(event) => (title.value = event.currentTarget.value)} />
        </label>
        <label>
          {words.subject}
          <input list="sheet-subjects" value={subject.value} onInput={(event) => (subject.value = event.currentTarget.value)} />
        </label>
        <GradeChoice grade={grade.value} onChange={(value) => (grade.value = value)} />
      </div>
      <div class="sheet-row">
        <PaperChoice id="new-size" size={size.value} onChange={(value) => (size.value = value)} />
        <label>
          {words.pagesOf}
          <input id="new-pages" type="number" min="1" max={PAGES_AT_ONCE_MAX} value={pages.value} onInput={(event) => (pages.value = event.currentTarget.valueAsNumber)} />
        </label>
        <label>
          {words.firstAddress}
          <input id="new-address" class="sheet-address" placeholder="3.27.603.10" value={address.value} onInput={(event) => (address.value = event.currentTarget.value)} />
        </label>
      </div>
      <p class="sheet-help">{words.addressHelp}</p>
      {refused.value && <p class="sheet-said sheet-bad" role="alert">{refused.value}</p>}
      <button type="submit" class="main-button" id="make-sheet">
        {words.makeSheet}
      </button>
    </form>
  );
}

export function NewSheet() {
  return (
    <Dialog id="new-sheet-dialog" title={sheetWords.value.newSheetTitle} shown={shown} look="dialog dialog-wide">
      <Form />
    </Dialog>
  );
}
