/* SPDX-License-Identifier: MIT */
/* Class lists over HTTP: the file goes up, what it would change comes back, and a teacher has it done. */
import { fields, list, number, orNull, text, truth, word, type Fields } from "./fields";
import { ask, type Outcome } from "./outcome";

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
  readonly numberTaken: boolean;
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
  readonly withoutGrade: readonly string[];
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

function named(from: Fields): { name?: string } {
  return from["name"] === undefined ? {} : { name: text(from, "name") };
}

function readPerson(from: Fields): Person {
  return { class: text(from, "class"), number: number(from, "number"), ...named(from) };
}

function readChange(value: unknown): RosterChange {
  const from = fields(value);
  return {
    ...readPerson(from),
    kind: word(from, "kind", CHANGE_KINDS),
    line: number(from, "line"),
    before: orNull(from, "before", readPerson),
    numberTaken: truth(from, "number_taken"),
  };
}

function readProblem(value: unknown): RosterProblem {
  const from = fields(value);
  return { line: number(from, "line"), sheet: text(from, "sheet"), zh: text(from, "zh"), en: text(from, "en") };
}

function readIgnored(value: unknown): string {
  return text({ value }, "value");
}

export function readPreview(value: unknown): Preview {
  const from = fields(value);
  const counts = fields(from["counts"]);
  const count = (kind: ChangeKind | "same") => number(counts, kind);
  return {
    preview: number(from, "preview"),
    counts: { same: count("same"), added: count("added"), changed: count("changed"), moved: count("moved"), left: count("left") },
    ignored: list(from, "ignored", readIgnored),
    withoutGrade: list(from, "without_grade", readIgnored),
    changes: list(from, "changes", readChange),
    problems: list(from, "problems", readProblem),
  };
}

function readPupil(value: unknown): ListedPupil {
  const from = fields(value);
  return {
    id: number(from, "id"),
    number: number(from, "number"),
    school_number: text(from, "school_number"),
    consent: truth(from, "consent"),
    ...named(from),
  };
}

function readClass(value: unknown): ListedClass {
  const from = fields(value);
  return {
    id: number(from, "id"),
    name: text(from, "name"),
    grade: number(from, "grade"),
    open: truth(from, "open"),
    pupils: list(from, "pupils", readPupil),
  };
}

export function readList(value: unknown): ListedClass[] {
  return list(fields(value), "classes", readClass);
}

function readDone(value: unknown): number {
  return number(fields(value), "done");
}

export function listClasses(): Promise<Outcome<ListedClass[]>> {
  return ask("/api/roster", {}, readList);
}

export function previewRoster(file: Blob, className: string): Promise<Outcome<Preview>> {
  const path = className === "" ? "/api/roster" : `/api/roster?class=${encodeURIComponent(className)}`;
  return ask(path, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file }, readPreview);
}

export function applyRoster(preview: number, moveOut: boolean, consent: boolean): Promise<Outcome<number>> {
  const body = JSON.stringify({ preview, move_out: moveOut, consent });
  return ask("/api/roster/apply", { method: "POST", headers: { "Content-Type": "application/json" }, body }, readDone);
}

export function problemsAddress(preview: number): string {
  return `/api/roster/problems?preview=${preview}`;
}
