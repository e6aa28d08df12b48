/* SPDX-License-Identifier: MIT */
/* Figures of homework load: the part of docs/console-protocol.md, "Load". The figures' own names are those of docs/load.md. */
import { fields, list, number, object, text, truth, word, type Fields } from "./fields";

export const PERIODS = ["week", "month"] as const;
export type Period = (typeof PERIODS)[number];
export const PLACES = ["lesson", "service", "home"] as const;

export interface LoadQuestion {
  readonly type: "load";
  /** It need not be the open one. */
  readonly of_class: number;
  readonly period: Period;
  readonly back: number;
  readonly pupils: boolean;
}

export interface LoadSchoolQuestion {
  readonly type: "load-school";
  readonly back: number;
}

/** Of sums: null where nobody wrote, absent where a group is too small to be told of. */
export interface LoadSum {
  readonly mean_minutes?: number | null;
  readonly mean_ink_minutes?: number | null;
}

export interface DayLoad extends LoadSum {
  readonly day: string;
  readonly limit_minutes: number;
  readonly published_minutes: number;
  readonly budget_minutes: number;
  readonly wrote: number;
  readonly over: number;
  readonly late: number;
  readonly closed_at_bedtime: number;
}

export interface AssignmentLoad extends LoadSum {
  readonly id: number;
  readonly day: string;
  readonly subject: string;
  readonly title: string;
  readonly place: (typeof PLACES)[number];
  readonly expected_minutes: number;
  readonly pages: number;
  readonly pages_inked: number;
  readonly whole: number;
}

export interface SubjectLoad extends LoadSum {
  readonly subject: string;
  readonly pupils: number;
  readonly pupil_days: number;
}

export interface PupilLoad extends LoadSum {
  readonly number: number;
  /** Absent while names are hidden. */
  readonly name?: string;
  readonly counted: boolean;
  readonly plan: boolean;
  readonly plan_limit_minutes: number | null;
  readonly capture_percent: number | null;
  readonly days: number;
  readonly days_over: number;
  readonly days_late: number;
}

export interface MarkingLoad {
  readonly id: number;
  readonly handed_in: number;
  readonly marked: number;
  readonly median_wait_ms: number | null;
  readonly wrong: number;
  readonly re_marked: number;
}

export interface Method {
  readonly gap_seconds: number;
  readonly thinking_seconds: number;
  readonly capture_percent: number;
  readonly group_minimum: number;
}

export interface ClassLoad {
  readonly class: string;
  readonly grade: number;
  readonly pupils: number;
  readonly counted: number;
  readonly plans: number;
  readonly capture_percent: number | null;
  readonly days: readonly DayLoad[];
  readonly assignments: readonly AssignmentLoad[];
  readonly subjects: readonly SubjectLoad[];
  /** How many pupils have a mean of so many minutes a day; the last bin has no end. */
  readonly spread: { readonly bin_minutes: number; readonly pupils: readonly number[] };
  /** Only when it was asked for. */
  readonly each?: readonly PupilLoad[];
}

interface Span {
  readonly request: number;
  readonly back: number;
  readonly from: string;
  readonly until: string;
  readonly today: string;
  readonly method: Method;
}

export interface LoadAnswer extends Span {
  readonly type: "load";
  readonly period: Period;
  readonly class: number;
  readonly classes: readonly { readonly id: number; readonly name: string; readonly grade: number }[];
  readonly load: ClassLoad;
  readonly marking: readonly MarkingLoad[];
}

export interface BandWeek extends LoadSum {
  readonly monday: string;
  readonly pupils: number;
  readonly hidden: boolean;
  readonly published_full: number;
  readonly measured_over: number;
  readonly over_percent?: number | null;
}

export interface Band {
  readonly grades: string;
  readonly limit_minutes: number;
  readonly weeks: readonly BandWeek[];
  readonly late: { readonly hidden: boolean; readonly counted: number; readonly pupils?: number };
}

export interface GradeSubject extends LoadSum {
  readonly grade: number;
  readonly subject: string;
  readonly pupils: number;
  readonly hidden: boolean;
  readonly assignments: number;
  readonly published_minutes: number;
  /** True where too few pupils handed in: then nothing is told of it. */
  readonly marking_hidden: boolean;
  readonly handed_in?: number;
  readonly marked?: number;
  readonly marked_percent?: number | null;
  readonly mean_wait_hours?: number | null;
}

export interface OverDay extends LoadSum {
  readonly class: string;
  readonly day: string;
  readonly published_minutes: number;
  readonly budget_minutes: number;
  readonly limit_minutes: number;
  readonly published_full: boolean;
  readonly measured_over: boolean;
  readonly reason: boolean;
  /** Absent where too few wrote. */
  readonly wrote?: number;
}

export interface TeacherMarking {
  readonly teacher: string;
  readonly assignments: number;
  readonly never_marked: number;
  readonly handed_in: number;
  readonly marked: number;
  readonly mean_wait_hours: number | null;
  readonly wrong: number;
  readonly re_marked: number;
}

export interface SchoolBrief {
  readonly data: {
    readonly classes: number;
    readonly pupils: number;
    readonly plans: number;
    readonly counted: number;
    readonly pages: number;
    readonly pages_inked: number;
    readonly capture_percent: number | null;
    readonly assignments: number;
    readonly without_minutes: number;
  };
  readonly bands: readonly Band[];
  readonly grade_subject: readonly GradeSubject[];
  readonly over: readonly OverDay[];
  readonly marking: {
    /** True where too few pupils handed in: then nothing is told of it. */
    readonly marking_hidden: boolean;
    readonly handed_in?: number;
    readonly marked?: number;
    readonly marked_percent?: number | null;
    readonly mean_wait_hours?: number | null;
    readonly never_marked?: number;
    readonly wrong?: number;
    readonly re_marked?: number;
  };
  readonly problems: readonly { readonly code: string; readonly met: number; readonly solved: number }[];
}

export interface LoadSchoolAnswer extends Span {
  readonly type: "load-school";
  /** 0: the whole school. */
  readonly grade: number;
  readonly over_all: number;
  readonly brief: SchoolBrief;
  readonly problem_words: Readonly<Record<string, { readonly zh: string; readonly en: string }>>;
  /** Of the head alone. */
  readonly teachers: readonly TeacherMarking[] | null;
}

/* ---- what does not fit is refused whole; what fits is kept as it came, with the sums that the page does not show */

function checkNumbers(from: Fields, keys: readonly string[]): void {
  for (const key of keys) number(from, key);
}

/** Null or absent: nothing to divide by, or nobody to tell of. */
function checkMeans(from: Fields, keys: readonly string[] = ["mean_minutes", "mean_ink_minutes"]): void {
  for (const key of keys) if (from[key] !== null && from[key] !== undefined) number(from, key);
}

function checkRows(from: Fields, key: string, numbers: readonly string[], texts: readonly string[], truths: readonly string[] = []): void {
  list((rows, at) => {
    const row = object(rows, at);
    checkNumbers(row, numbers);
    for (const name of texts) text(row, name);
    for (const name of truths) truth(row, name);
    checkMeans(row);
  })(from, key);
}

function checkSpan(from: Fields): void {
  checkNumbers(from, ["request", "back"]);
  for (const key of ["from", "until", "today"]) text(from, key);
  checkNumbers(object(from, "method"), ["gap_seconds", "thinking_seconds", "capture_percent", "group_minimum"]);
}

function checkClass(from: Fields): void {
  text(from, "class");
  checkNumbers(from, ["grade", "pupils", "counted", "plans"]);
  checkMeans(from, ["capture_percent"]);
  checkRows(from, "days", ["limit_minutes", "published_minutes", "budget_minutes", "wrote", "over", "late", "closed_at_bedtime"], ["day"]);
  checkRows(from, "assignments", ["id", "expected_minutes", "pages", "pages_inked", "whole"], ["day", "subject", "title", "place"]);
  checkRows(from, "subjects", ["pupils", "pupil_days"], ["subject"]);
  const spread = object(from, "spread");
  number(spread, "bin_minutes");
  list(number)(spread, "pupils");
  if (from["each"] !== undefined) checkRows(from, "each", ["number", "days", "days_over", "days_late"], [], ["counted", "plan"]);
}

export function readLoad(of: Fields, key: string): LoadAnswer {
  const from = object(of, key);
  checkSpan(from);
  word(PERIODS)(from, "period");
  number(from, "class");
  checkRows(from, "classes", ["id", "grade"], ["name"]);
  checkClass(object(from, "load"));
  checkRows(from, "marking", ["id", "handed_in", "marked", "wrong", "re_marked"], []);
  return from as unknown as LoadAnswer;
}

function checkBand(from: Fields, key: string): void {
  const band = object(from, key);
  const late = object(band, "late");
  text(band, "grades");
  number(band, "limit_minutes");
  checkRows(band, "weeks", ["pupils", "published_full", "measured_over"], ["monday"], ["hidden"]);
  number(late, "counted");
  if (!truth(late, "hidden")) number(late, "pupils");
}

function checkMarking(from: Fields, numbers: readonly string[]): void {
  if (!truth(from, "marking_hidden")) checkNumbers(from, numbers);
  checkMeans(from, ["marked_percent", "mean_wait_hours"]);
}

function checkBrief(brief: Fields): void {
  const data = object(brief, "data");
  const marking = object(brief, "marking");
  checkNumbers(data, ["classes", "pupils", "plans", "counted", "pages", "pages_inked", "assignments", "without_minutes"]);
  checkMeans(data, ["capture_percent"]);
  list(checkBand)(brief, "bands");
  checkRows(brief, "grade_subject", ["grade", "pupils", "assignments", "published_minutes"], ["subject"], ["hidden"]);
  list((rows, at) => checkMarking(object(rows, at), ["handed_in", "marked"]))(brief, "grade_subject");
  checkRows(brief, "over", ["published_minutes", "limit_minutes"], ["class", "day"], ["published_full", "measured_over", "reason"]);
  checkMarking(marking, ["handed_in", "marked", "never_marked", "wrong", "re_marked"]);
  checkRows(brief, "problems", ["met", "solved"], ["code"]);
}

export function readLoadSchool(of: Fields, key: string): LoadSchoolAnswer {
  const from = object(of, key);
  checkSpan(from);
  checkNumbers(from, ["grade", "over_all"]);
  checkBrief(object(from, "brief"));
  for (const words of Object.values(object(from, "problem_words"))) text(fields(words), "zh");
  if (from["teachers"] !== null)
    checkRows(from, "teachers", ["assignments", "never_marked", "handed_in", "marked", "wrong", "re_marked"], ["teacher"]);
  return from as unknown as LoadSchoolAnswer;
}
