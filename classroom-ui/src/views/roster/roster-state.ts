/* SPDX-License-Identifier: MIT */
/* The lists as they are, and the import on its way: choosing, looking at what it brings, done. */
import { signal } from "@preact/signals";
import { applyRoster, listClasses, previewRoster, type ListedClass, type Preview, type Trouble } from "../../wire/roster";

export type Import =
  | { readonly step: "choosing" }
  | { readonly step: "reading" }
  | { readonly step: "preview"; readonly preview: Preview; readonly file: string }
  | { readonly step: "done"; readonly count: number };

export const classes = signal<readonly ListedClass[] | null>(null);
export const importing = signal<Import>({ step: "choosing" });
export const trouble = signal<Trouble | null>(null);
export const className = signal("");

let last: File | null = null;

export async function readClasses(): Promise<void> {
  const outcome = await listClasses();
  if (outcome.type === "done") classes.value = outcome.value;
  else trouble.value = outcome.trouble;
}

export async function lookAt(file: File): Promise<void> {
  last = file;
  trouble.value = null;
  importing.value = { step: "reading" };
  const outcome = await previewRoster(file, className.value.trim());
  if (outcome.type === "done") {
    importing.value = { step: "preview", preview: outcome.value, file: file.name };
  } else {
    trouble.value = outcome.trouble;
    importing.value = { step: "choosing" };
  }
}

/** The same file, with another class for rows that name none. */
export async function lookAgain(): Promise<void> {
  if (last) await lookAt(last);
}

export async function apply(preview: number, moveOut: boolean, consent: boolean): Promise<void> {
  trouble.value = null;
  const outcome = await applyRoster(preview, moveOut, consent);
  if (outcome.type === "done") {
    importing.value = { step: "done", count: outcome.value };
    last = null;
  } else {
    trouble.value = outcome.trouble;
  }
  await readClasses();
}

export function startOver(): void {
  trouble.value = null;
  importing.value = { step: "choosing" };
}
