/* SPDX-License-Identifier: MIT */
/* Enrolment by writing, followed live: who has a pen, where two wrote in one box, who is missing. */
import { signal } from "@preact/signals";
import { Dialog } from "../../parts/dialog";
import { Icon } from "../../parts/icon";
import { classState } from "../../state/console";
import type { EnrolmentConflict } from "../../wire/pens";
import { without } from "./pen-figures";
import { pens, refusal, refusalText, status, wish } from "./pens-state";
import { words } from "./words";

export const enrolmentShown = signal(false);

const ENROLMENT_S = 600;

function Conflict({ conflict }: { conflict: EnrolmentConflict }) {
  const w = words.value;
  return (
    <li>
      <strong>
        <Icon name="warning" size={16} />
        {w.enrolConflict(conflict.number)}
      </strong>
      {[conflict.pen, conflict.other].map((pen) => (
        <span key={pen}>
          {pen}
          <button type="button" class="plain-button" onClick={() => void wish({ type: "pen-find", pen })}>
            {w.find}
          </button>
          <button type="button" class="plain-button" onClick={() => void wish({ type: "pen-bind", pen, pupil: conflict.number })}>
            {w.enrolKeep}
          </button>
        </span>
      ))}
    </li>
  );
}

function Boxes({ wrote }: { wrote: ReadonlySet<number> }) {
  const w = words.value;
  const pupils = (classState.value?.seats ?? []).flatMap((seat) => (seat.pupil ? [seat.pupil] : []));
  const missing = new Set(without(pupils, pens.value?.pens ?? []).map((pupil) => pupil.number));
  const sorted = [...pupils].sort((a, b) => a.number - b.number);
  return (
    <>
      <p class="enrol-count" aria-live="polite">
        <strong>{w.enrolDone(sorted.length - missing.size, sorted.length)}</strong>
        {missing.size > 0 && <span>{w.enrolMissing(missing.size)}</span>}
      </p>
      <ul class="enrol-boxes" aria-label={w.enrolBoxes}>
        {sorted.map((pupil) => {
          const has = !missing.has(pupil.number);
          const state = wrote.has(pupil.number) ? w.written : has ? w.has : w.hasNot;
          return (
            <li key={pupil.id} class={wrote.has(pupil.number) ? "wrote" : has ? "has" : "misses"} title={state}>
              <span>{pupil.number}</span>
              <b>{pupil.name ?? ""}</b>
              <Icon name={wrote.has(pupil.number) ? "pen" : has ? "check" : "none"} size={14} />
              <small class="unseen">{state}</small>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Live() {
  const w = words.value;
  const now = status.value?.enrolment;
  if (!now) return <p>{w.loading}</p>;
  if (!now.possible)
    return (
      <>
        <p>{w.enrolImpossible}</p>
        <Boxes wrote={new Set()} />
      </>
    );
  const on = now.left_s > 0;
  return (
    <>
      <p>{w.enrolHelp}</p>
      {!on && <p>{w.enrolPrint}</p>}
      {refusal.value && (
        <p class="refusal" role="alert">
          {refusalText()}
        </p>
      )}
      <p class="pairing-left">
        {on && w.enrolLeft(now.left_s)}
        <button
          type="button"
          class={on ? "plain-button" : "main-button"}
          onClick={() => void wish(on ? { type: "enrolment-stop" } : { type: "enrolment-start", seconds: ENROLMENT_S })}
        >
          {on ? w.enrolStop : w.enrolStart}
        </button>
      </p>
      {now.conflicts.length > 0 && (
        <ul class="enrol-conflicts" role="alert">
          {now.conflicts.map((conflict) => (
            <Conflict key={`${conflict.number} ${conflict.other}`} conflict={conflict} />
          ))}
        </ul>
      )}
      <Boxes wrote={new Set(now.numbers)} />
    </>
  );
}

export function Enrolment() {
  return (
    <Dialog id="enrolment" title={words.value.enrolTitle} shown={enrolmentShown} look="dialog dialog-wide">
      <Live />
    </Dialog>
  );
}
