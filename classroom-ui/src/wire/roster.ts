/* SPDX-License-Identifier: MIT */
/* Class lists over HTTP: the file goes up, what it would change comes back, and a teacher has it done. */
import { list, maybe, number, object, orNull, record, text, truth, word, type Reader, type Readers } from "./fields";
import { ask, posted, type Outcome } from "./outcome";

export type { Trouble } from "./outcome";

export const CHANGE_KINDS = ["added", "changed", "moved", "left"] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export interface Person {
  readonly class: string;
  readonly number: number;
  /** Absent while names are hidden. */
  readonly name?: string;
}

export interface RosterChange extends Person {
  readonly kind: ChangeKind;
  /** In the file; 0: it is not in it. */
  readonly line: number;
  readonly before: Person | null;
  /** Of one who is not in the list: another has the number now, so this pupil leaves the class in any case. */
  readonly number_taken: boolean;
}

export interface RosterProblem {
  readonly line: number;
  readonly sheet: string;
  readonly zh: string;
  readonly en: string;
}

export interface Preview {
  readonly preview: number;
  readonly counts: Readonly<Record<ChangeKind | "same", number>>;
  readonly ignored: readonly string[];
  /** Classes whose grade nobody tells: no limits hold there. */
  readonly without_grade: readonly string[];
  readonly changes: readonly RosterChange[];
  readonly problems: readonly RosterProblem[];
}

export interface ListedPupil {
  readonly id: number;
  readonly number: number;
  readonly name?: string;
  readonly school_number: string;
  readonly consent: boolean;
}

export interface ListedClass {
  readonly id: number;
  readonly name: string;
  readonly grade: number;
  /** This is the class that the room shows. */
  readonly open: boolean;
  readonly pupils: readonly ListedPupil[];
}


const person: Readers<Person> = { class: text, number, name: maybe(text) };

const readChange = record<RosterChange>({
  ...person,
  kind: word(CHANGE_KINDS),
  line: number,
  before: orNull(record(person)),
  number_taken: truth,
});

const readProblem = record<RosterProblem>({ line: number, sheet: text, zh: text, en: text });


const readPreview = record<Preview>({
  preview: number,
  counts: record({ same: number, added: number, changed: number, moved: number, left: number }),
  ignored: list(text),
  without_grade: list(text),
  changes: list(readChange),
  problems: list(readProblem),
});

const readPupil = record<ListedPupil>({
  id: number,
  number,
  school_number: text,
  consent: truth,
  name: maybe(text),
});

const readClass = record<ListedClass>({
  id: number,
  name: text,
  grade: number,
  open: truth,
  pupils: list(readPupil),
});

const readList: Reader<ListedClass[]> = (from, key) => list(readClass)(object(from, key), "classes");

const readDone: Reader<number> = (from, key) => number(object(from, key), "done");

export function listClasses(): Promise<Outcome<ListedClass[]>> {
  return ask("/api/roster", {}, readList);
}

export function previewRoster(file: Blob, className: string): Promise<Outcome<Preview>> {
  const path = className === "" ? "/api/roster" : `/api/roster?class=${encodeURIComponent(className)}`;
  return ask(path, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file }, readPreview);
}

export function applyRoster(preview: number, moveOut: boolean, consent: boolean): Promise<Outcome<number>> {
  return ask("/api/roster/apply", posted({ preview, move_out: moveOut, consent }), readDone);
}

export function problemsAddress(preview: number): string {
  return `/api/roster/problems?preview=${preview}`;
}
