/* SPDX-License-Identifier: MIT */
/* The class's assignments, newest first, and the way to another one. */
import { signal } from "@preact/signals";
import { Dialog } from "../../parts/dialog";
import { act } from "../../state/act";
import { classState, requests } from "../../state/console";
import { dayAndTime } from "../../state/format";
import type { AssignmentRow } from "../../wire/messages";
import { Refusal } from "../../wire/requests";
import { words } from "./words";

const shown = signal(false);
const rows = signal<readonly AssignmentRow[] | null>(null);

export async function showAssignments(): Promise<void> {
  rows.value = null;
  shown.value = true;
  try {
    rows.value = (await requests.ask({ type: "assignments" })).assignments;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    shown.value = false;
  }
}

function open(assignment: number): void {
  act({ type: "assignment-open", assignment });
  shown.value = false;
}

function Row({ row, now }: { row: AssignmentRow; now: boolean }) {
  return (
    <li aria-current={now ? "true" : undefined}>
      <span class="assignment-title">
        {row.title}
        <small>
          {[row.subject, words.value.assignmentPublished(dayAndTime(row.published_ms))].filter(Boolean).join(" · ")}
        </small>
      </span>
      {now ? (
        <span>{words.value.assignmentNow}</span>
      ) : (
        <button type="button" class="tool-button" onClick={() => open(row.id)}>
          {words.value.assignmentOpen}
        </button>
      )}
    </li>
  );
}

export function AssignmentsButton() {
  const here = classState.value?.assignment?.id ?? null;
  return (
    <>
      <button
        type="button"
        class="tool-button"
        aria-haspopup="dialog"
        title={`${words.value.keyAssignments} (O)`}
        onClick={() => void showAssignments()}
      >
        {words.value.assignments}
      </button>
      <Dialog id="assignments" title={words.value.assignmentsTitle} shown={shown}>
        {rows.value?.length === 0 && <p>{words.value.noAssignments}</p>}
        <ul class="dialog-list">
          {rows.value?.map((row) => <Row key={row.id} row={row} now={row.id === here} />)}
        </ul>
      </Dialog>
    </>
  );
}
