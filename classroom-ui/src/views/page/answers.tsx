/* SPDX-License-Identifier: MIT */
/* What the pupil answered, question by question: the teacher's marks, and the key's proposals to take over. */
import { useEffect } from "preact/hooks";
import { duration } from "../../state/format";
import { post } from "../../state/outbox";
import { t } from "../../state/settings";
import { markWords } from "./page-marks";
import { words as pageWords } from "./words";
import type { PupilAnswer } from "../../wire/results";
import { LevelButtons } from "../marking/level-buttons";
import type { Work, WorkQuestion } from "./page-work";

const ACCEPT = { zh: "采纳建议", en: "Accept a proposal" };

function said(answer: PupilAnswer | undefined): string {
  const words = t.value;
  if (!answer?.state || answer.state === "blank") return words.answerBlank;
  if (answer.state === "ink") return words.answerInk;
  return answer.state === "refused" ? `${answer.text ?? ""}?` : (answer.text ?? "");
}

function Verdict({ answer, seat }: { answer: PupilAnswer | undefined; seat: number }) {
  const words = t.value;
  if (answer?.begun)
    return (
      <span class="mark-writing" title={pageWords.value.markBegun}>
        {markWords(answer.begun)}…
      </span>
    );
  if (answer?.mark) {
    const title = answer.re_marked ? words.reMarked : words.markSource[answer.mark.source];
    return (
      <span class={`mark mark-${answer.mark.verdict}`} title={title}>
        {markWords(answer.mark)}
      </span>
    );
  }
  if (answer?.mark_doubtful) return <span class="mark-doubtful">{words.markDoubtful}</span>;
  if (!answer?.proposal) return null;
  const { verdict, confidence } = answer.proposal;
  return (
    <button
      type="button"
      class="proposal"
      title={words.acceptHelp(Math.round(confidence * 100))}
      onClick={() => post({ type: "accept", seat, question: answer.question }, ACCEPT)}
    >
      {words.verdict[verdict]}
    </button>
  );
}

interface RowProperties {
  readonly question: WorkQuestion;
  readonly answer: PupilAnswer | undefined;
  readonly seat: number;
  readonly chosen: boolean;
  readonly onChoose: (question: number) => void;
}

/** The keys choose what the panel may have scrolled away. */
export function showChosen(): void {
  document.querySelector(".answer-chosen")?.scrollIntoView({ block: "nearest" });
}

function Row({ question, answer, seat, chosen, onChoose }: RowProperties) {
  const words = t.value;
  useEffect(() => (chosen ? showChosen() : undefined), [chosen]);
  return (
    <tr class={chosen ? "answer-chosen" : undefined}>
      <th scope="row">
        <button type="button" class="answer-name" aria-pressed={chosen} title={pageWords.value.jumpHelp} onClick={() => onChoose(question.question)}>
          {question.name || question.question}
        </button>
      </th>
      <td class={answer?.state === "refused" ? "answer-unsure" : undefined}>
        {answer?.first && (
          <>
            <s>{answer.first}</s>
            <span class="unseen">{pageWords.value.corrected}</span>
          </>
        )}
        {!answer?.first && answer?.corrected && <span title={pageWords.value.corrected}>⤺ </span>}
        {said(answer)}
        {answer?.by_teacher && <span title={words.answerByTeacher}>✎</span>}
      </td>
      <td class="answer-time">{answer?.spent_ms ? duration(answer.spent_ms) : ""}</td>
      <td>
        <Verdict answer={answer} seat={seat} />
      </td>
    </tr>
  );
}

interface Properties {
  readonly work: Work;
  readonly seat: number;
  readonly chosen: number;
  readonly onChoose: (question: number) => void;
}

export function Answers({ work, seat, chosen, onChoose }: Properties) {
  const words = t.value;
  const answers = new Map(work.answers.map((answer) => [answer.question, answer]));
  const { total, questions } = work;
  if (questions.length === 0) return null;
  return (
    <section class="answers">
      <h2>{words.answers}</h2>
      {work.title && <p>{pageWords.value.asRecorded(work.title)}</p>}
      {total && (
        <p>
          {words.markedOf(questions.length - total.open, questions.length)}
          {total.points !== undefined && words.pointsOf(total.points, total.points_max ?? 0)}
          {total.stars !== undefined && ` ${"☆".repeat(total.stars)}`}
        </p>
      )}
      {answers.get(0)?.mark && (
        <p>
          {pageWords.value.whole} <span class="mark">{markWords(answers.get(0)!.mark!)}</span>
        </p>
      )}
      {!work.title && <LevelButtons seat={seat} mark={answers.get(0)?.mark} levels={work.levels} />}
      <table>
        <thead class="unseen">
          <tr>
            <th>{pageWords.value.question}</th>
            <th>{words.answers}</th>
            <th>{pageWords.value.time}</th>
            <th>{pageWords.value.mark}</th>
          </tr>
        </thead>
        <tbody>
          {questions.map((question) => (
            <Row
              key={question.question}
              question={question}
              answer={answers.get(question.question)}
              seat={seat}
              chosen={question.question === chosen}
              onChoose={onChoose}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}
