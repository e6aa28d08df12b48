/* SPDX-License-Identifier: MIT */
/* Which class is open, and the way to another: in the header of every view, and by a key. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { classState, requests } from "../state/console";
import { act } from "../state/act";
import { clockMinutes } from "../state/format";
import { t } from "../state/settings";
import type { ClassRow } from "../wire/classes";
import { Refusal } from "../wire/requests";
import { Dialog } from "./dialog";
import { Icon } from "./icon";

/** Others write while one looks. */
const AGAIN_MS = 3000;

const shown = signal(false);
const rows = signal<readonly ClassRow[] | null>(null);
/** Chosen while a lesson is under way: what is to become of that is asked first. */
const chosen = signal<number | null>(null);

async function look(): Promise<void> {
  try {
    rows.value = (await requests.ask({ type: "classes" })).classes;
  } catch (error) {
    // The line is gone; it is asked again.
    if (!(error instanceof Refusal)) throw error;
  }
}

export function showClasses(): void {
  rows.value = chosen.value = null;
  shown.value = true;
}

function isUnderWay(): boolean {
  const lesson = classState.value?.lesson;
  return lesson !== null && lesson !== undefined && lesson.state !== "ended";
}

function open(id: number, endLesson?: boolean): void {
  act({ type: "class-open", class: id, ...(endLesson !== undefined && { end_lesson: endLesson }) });
  shown.value = false;
}

function choose(id: number): void {
  if (isUnderWay()) chosen.value = id;
  else open(id);
}

/** From elsewhere than the list: that opens only where there is something to ask. */
export function enterClass(id: number): void {
  if (isUnderWay()) showClasses();
  choose(id);
}

function about(row: ClassRow): string {
  const said = t.value;
  return [
    said.classPupils(row.pupils),
    row.lesson && (row.lesson === "paused" ? said.classPaused : said.classRunning),
    !row.open && row.last_ink_ms > 0 && said.classWrote(clockMinutes(row.last_ink_ms)),
  ]
    .filter(Boolean)
    .join(" · ");
}

function LessonQuestion({ id }: { id: number }) {
  const said = t.value;
  return (
    <div class="class-question" role="group" aria-label={said.classLesson(classState.value?.class.name ?? "")}>
      <p>{said.classLesson(classState.value?.class.name ?? "")}</p>
      <button type="button" class="tool-button tool-main" onClick={() => open(id, true)}>
        {said.classEndLesson}
      </button>
      <button type="button" class="tool-button" onClick={() => open(id, false)}>
        {said.classKeepLesson}
      </button>
    </div>
  );
}

function Row({ row, here }: { row: ClassRow; here: boolean }) {
  return (
    <li aria-current={here ? "true" : undefined}>
      <span class="assignment-title">
        {row.name}
        <small>{about(row)}</small>
        {chosen.value === row.id && <LessonQuestion id={row.id} />}
      </span>
      {here ? (
        <span>{t.value.classOpen}</span>
      ) : (
        <button type="button" class="tool-button" aria-expanded={chosen.value === row.id} onClick={() => choose(row.id)}>
          {t.value.classEnter}
        </button>
      )}
    </li>
  );
}

/** Once in the page; the buttons only open it. */
export function ClassesDialog() {
  const here = classState.value?.class.id ?? null;
  const open = shown.value;
  useEffect(() => {
    if (!open) return undefined;
    void look();
    const timer = setInterval(() => void look(), AGAIN_MS);
    return () => clearInterval(timer);
  }, [open]);
  return (
    <Dialog id="classes" title={t.value.classesTitle} shown={shown}>
      {rows.value?.length === 0 && <p>{t.value.noSeats}</p>}
      <ul class="dialog-list">
        {rows.value?.map((row) => <Row key={row.id} row={row} here={row.id === here} />)}
      </ul>
      <p class="dialog-help">{t.value.classesHelp}</p>
    </Dialog>
  );
}

/** The class's name, as a button. */
export function ClassButton() {
  const name = classState.value?.class.name;
  if (!name) return null;
  return (
    <button
      type="button"
      class="class-button"
      aria-haspopup="dialog"
      aria-label={`${name} · ${t.value.switchClass}`}
      title={`${t.value.switchClass} (C)`}
      onClick={showClasses}
    >
      {name}
      <Icon name="down" size={16} />
    </button>
  );
}
