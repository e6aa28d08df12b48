/* SPDX-License-Identifier: MIT */
/* Around a view of one question: its header, which question the address names, and what is said without a sheet. */
import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { classState } from "../state/console";
import type { Results, SheetQuestion } from "../wire/results";
import { ViewHeader } from "./view-header";

interface Properties {
  readonly title: string;
  readonly noSheet: string;
  readonly noSheetHelp: string;
  /** After the view's name: the question, or nothing for the first. */
  readonly path: readonly string[];
  readonly show: (results: Results, question: SheetQuestion) => JSX.Element;
}

export function QuestionFrame({ title, noSheet, noSheetHelp, path, show }: Properties) {
  // Seats change ten times a second; only results and the assignment matter here.
  const results = useComputed(() => classState.value?.results ?? null).value;
  const about = useComputed(() => classState.value?.assignment?.title).value;
  const questions = results?.sheet?.questions ?? [];
  const question = questions.find((one) => String(one.question) === path[0]) ?? questions[0];
  return (
    <div class="view">
      <ViewHeader title={title} about={about} />
      {results && question ? (
        show(results, question)
      ) : (
        <div class="nothing">
          <h2>{noSheet}</h2>
          <p>{noSheetHelp}</p>
        </div>
      )}
    </div>
  );
}
