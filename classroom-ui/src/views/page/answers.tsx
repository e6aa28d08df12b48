/* SPDX-License-Identifier: MIT */
/* What the pupil answered, question by question: the teacher's marks, and the key's proposals to take over. */
import { classState, requests } from "../../state/console";
import { t } from "../../state/settings";
import type { Mark, PupilAnswer, PupilResults, Results, SheetQuestion } from "../../wire/results";

function pupilOf(results: Results | null, seat: number): PupilResults | null {
  return results?.pupils.find((pupil) => pupil.seat === seat) ?? null;
}

function said(answer: PupilAnswer | undefined): string {
  const words = t.value;
  if (!answer?.state || answer.state === "blank") return words.answerBlank;
  if (answer.state === "ink") return words.answerInk;
  return answer.state === "refused" ? `${answer.text ?? ""}?` : (answer.text ?? "");
}

function markWords(mark: Mark): string {
  const words = t.value;
  if (mark.verdict === "points" && mark.points !== undefined) return String(mark.points);
  if (mark.verdict === "level") return mark.text;
  if (mark.verdict === "star") return "☆".repeat(mark.stars ?? 1);
  return words.verdict[mark.verdict];
}

function Verdict({ answer, seat }: { answer: PupilAnswer | undefined; seat: number }) {
  const words = t.value;
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
      onClick={() => requests.tell({ type: "accept", seat, question: answer.question })}
    >
      {words.verdict[verdict]}
    </button>
  );
}

function Row({ question, answer, seat }: { question: SheetQuestion; answer: PupilAnswer | undefined; seat: number }) {
  const words = t.value;
  return (
    <tr>
      <th scope="row">{question.name || question.question}</th>
      <td class={answer?.state === "refused" ? "answer-unsure" : undefined}>
        {answer?.first && <s>{answer.first}</s>}
        {said(answer)}
        {answer?.by_teacher && <span title={words.answerByTeacher}>✎</span>}
      </td>
      <td>
        <Verdict answer={answer} seat={seat} />
      </td>
    </tr>
  );
}

export function Answers({ seat }: { seat: number }) {
  const words = t.value;
  const results = classState.value?.results ?? null;
  const pupil = pupilOf(results, seat);
  if (!results?.sheet || !pupil) return null;
  const answers = new Map(pupil.answers.map((answer) => [answer.question, answer]));
  const { total } = pupil;
  const nMarked = results.sheet.questions.length - total.open;
  return (
    <section class="answers">
      <h2>{words.answers}</h2>
      <p>
        {words.markedOf(nMarked, results.sheet.questions.length)}
        {total.points !== undefined && words.pointsOf(total.points, total.points_max ?? 0)}
        {total.stars !== undefined && ` ${"☆".repeat(total.stars)}`}
      </p>
      <table>
        <tbody>
          {results.sheet.questions.map((question) => (
            <Row key={question.question} question={question} answer={answers.get(question.question)} seat={seat} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
