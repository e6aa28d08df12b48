/* SPDX-License-Identifier: MIT */
/* Files of other programs in and out, by the daemon's importers, with their words and what they left out. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Trouble } from "../../wire/outcome";
import { exportSheet, importSheet } from "../../wire/sheet";
import { ontoPages } from "./diff";
import { readDocument, writeDocument } from "./document";
import { change, documentNow } from "./editor";
import { inWords, sheetWords } from "./words";

const READ = ["", "zhibi", "nproj", "qti", "amc-txt", "omrchecker", "zipgrade"] as const;
const WRITTEN = ["zhibi", "nproj", "qti"] as const;

interface Said {
  readonly text: string;
  readonly bad: boolean;
  readonly heading: string;
  readonly lines: readonly string[];
}

function refusal(trouble: Trouble): Said {
  return { text: inWords(trouble), bad: true, heading: "", lines: [] };
}

function download(name: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes]));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

export function SheetFiles() {
  const words = sheetWords.value;
  const form = useSignal<string>("");
  const said = useSignal<Said | null>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const take = async (files: FileList | null) => {
    if (!files || files.length === 0) return;
    const answer = await importSheet(form.value, [...files]);
    chooser.current!.value = "";
    if (!("document" in answer)) {
      said.value = refusal(answer);
      return;
    }
    const imported = readDocument(answer.document);
    change(ontoPages(documentNow.peek()!, imported));
    const text = words.imported(answer.form, imported.questions.length);
    said.value = { text, bad: false, heading: answer.left_out.length > 0 ? words.leftOut : "", lines: answer.left_out };
  };
  const give = async (to: string) => {
    if (to === "") return;
    const now = documentNow.peek()!;
    const answer = await exportSheet(to, writeDocument(now));
    if (!("base64" in answer)) {
      said.value = refusal(answer);
      return;
    }
    download(`${now.title || "sheet"}${answer.suffix}`, answer.base64);
    said.value = { text: "", bad: false, heading: answer.left_out.length > 0 ? words.exportLeft : "", lines: answer.left_out };
  };
  return (
    <section class="sheet-files">
      <div class="sheet-row">
        <label>
          {words.form}
          <select value={form.value} onChange={(event) => (form.value = event.currentTarget.value)}>
            {READ.map((name) => (
              <option key={name} value={name}>
                {name || words.formAuto}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="wall-button" onClick={() => chooser.current!.click()}>
          {words.importFile}
        </button>
        <input ref={chooser} type="file" multiple hidden aria-label={words.importFile} onChange={(event) => void take(event.currentTarget.files)} />
        <select aria-label={words.exportAs} value="" onChange={(event) => { void give(event.currentTarget.value); event.currentTarget.value = ""; }}>
          <option value="">{words.exportAs}</option>
          {WRITTEN.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {said.value && (
        <div role="status" class={said.value.bad ? "sheet-said sheet-bad" : "sheet-said"}>
          {said.value.text && <p>{said.value.text}</p>}
          {said.value.heading && <p>{said.value.heading}</p>}
          <ul>
            {said.value.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
