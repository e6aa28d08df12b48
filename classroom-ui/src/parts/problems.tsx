/* SPDX-License-Identifier: MIT */
/* What is wrong right now: how many, in a line of the header; on click, what each is and how to mend it. */
import { signal, useComputed } from "@preact/signals";
import { classState, clockOffsetMs, seatNow } from "../state/console";
import { language, t } from "../state/settings";
import type { Problem } from "../wire/messages";
import { Dialog } from "./dialog";
import { Icon } from "./icon";
import { pupilTitle } from "./pupil";

const shown = signal(false);

/** Whose it is: the pupil, the desk, or what the daemon calls it ("hci0", an address). */
function whose(problem: Problem): string {
  const seat = problem.seat === null ? null : seatNow(problem.seat);
  return seat ? pupilTitle(seat) : problem.subject;
}

function since(problem: Problem): string {
  const minutes = Math.max(0, Math.floor((Date.now() + clockOffsetMs.value - problem.since_ms) / 60_000));
  return t.value.problemSince(minutes, problem.count);
}

export function ProblemsButton() {
  const n = useComputed(() => classState.value?.problems.length ?? 0);
  if (n.value === 0) return null;
  return (
    <button type="button" class="aside problems-button" aria-haspopup="dialog" onClick={() => (shown.value = true)}>
      <Icon name="warning" size={16} />
      {t.value.problems(n.value)}
    </button>
  );
}

export function Problems() {
  const problems = classState.value?.problems ?? [];
  const chinese = language.value === "zh";
  return (
    <Dialog id="problems" title={t.value.problemsTitle} shown={shown} look="problems">
      {problems.length === 0 && <p>{t.value.noProblems}</p>}
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.code} ${problem.subject}`}>
            <h3>
              {whose(problem) && <span>{whose(problem)}</span>}
              {chinese ? problem.zh : problem.en}
            </h3>
            <p>{chinese ? problem.mend_zh : problem.mend_en}</p>
            <small>{since(problem)}</small>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
