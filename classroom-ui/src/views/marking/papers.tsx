/* SPDX-License-Identifier: MIT */
/* The papers: a pile in the order of the class, mended where it went wrong; pens that see no page. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Choose, pupilOptions } from "../../parts/choose";
import { classState, connection, requests } from "../../state/console";
import { clockMinutes } from "../../state/format";
import { actionName, tellLost } from "../../state/outbox";
import { language } from "../../state/settings";
import { printedPages } from "../../state/sheet-document";
import type { MarkingQuestion } from "../../wire/marking";
import { Refusal } from "../../wire/requests";
import type { Results } from "../../wire/results";
import type { PileCopy } from "../../wire/unclaimed";
import { words } from "./words";

const copies = signal<readonly PileCopy[]>([]);
/** Why the last wish was refused. */
const trouble = signal<Refusal["answer"] | null>(null);
/** Where this page turned the class to, in the assignment; 0 it did not. */
const turned = signal({ assignment: 0, page: 0 });

const assignmentNow = () => classState.value?.assignment?.id ?? 0;

async function look(): Promise<void> {
  try {
    copies.value = (await requests.ask({ type: "pile-copies" })).copies;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

/** For the moment only: done later it would give another pupil's copy away. */
async function wish(question: MarkingQuestion): Promise<void> {
  const assignment = assignmentNow();
  try {
    await requests.ask({ ...question, assignment, action: actionName() });
    trouble.value = null;
    if (question.type === "turn-page") turned.value = { assignment, page: question.page };
    await look();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    tellLost(error);
    trouble.value = error.answer;
  }
}

/** How many signs of pens there are: another one may have brought another copy. */
function nPenMarks(results: Results): number {
  return results.pupils.reduce((n, { answers }) => n + answers.filter(({ mark, begun }) => begun || mark?.source === "teacher-pen").length, 0);
}

export function Papers({ results }: { results: Results }) {
  const said = words.value;
  const { pile } = results;
  const live = connection.value.type === "live";
  const assignment = assignmentNow();
  useEffect(() => {
    copies.value = [];
    trouble.value = null;
  }, [assignment]);
  useEffect(() => {
    if (live) void look();
  }, [`${live} ${assignment} ${pile?.ordered} ${pile?.next} ${nPenMarks(results)}`]);
  const begin = (pupil: number) => void wish({ type: "pile", ordered: true, pupil });
  return (
    <aside class="comments papers">
      <h2>{said.papers}</h2>
      {pile?.ordered ? (
        <p>
          {said.next}
          <Choose label={said.next} act={said.save} value={pile.next} none={said.nobody} options={pupilOptions()} onAct={begin} />
          <button type="button" class="text-button" onClick={() => void wish({ type: "pile", ordered: false, pupil: 0 })}>
            {said.pileEnd}
          </button>
        </p>
      ) : (
        <button type="button" class="text-button" onClick={() => begin(0)}>{said.pile}</button>
      )}
      {trouble.value && <p role="alert">{trouble.value[language.value]}</p>}
      {copies.value.length > 0 && <p>{said.move}</p>}
      <ol class="pile">
        {copies.value.map(({ copy, page, first_ms, pupil }) => {
          const which = `${said.page(page)} ${clockMinutes(first_ms)}`;
          return (
            <li key={copy}>
              <small>{which}</small>
              <Choose label={`${said.move} ${which}`} act={said.save} value={pupil} none={said.nobody} options={pupilOptions()} onAct={(number) => void wish({ type: "pile-move", copy, pupil: number })} />
            </li>
          );
        })}
      </ol>
      {printedPages.value.length > 1 && (
        <p>
          {said.turn}
          <Choose
            label={said.turn}
            act={said.turnNow}
            value={turned.value.assignment === assignment ? turned.value.page : 0}
            none="–"
            options={printedPages.value.map((_, i) => [i + 1, i + 1])}
            onAct={(page) => void wish({ type: "turn-page", page })}
          />
        </p>
      )}
    </aside>
  );
}
