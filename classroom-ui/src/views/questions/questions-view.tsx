/* SPDX-License-Identifier: MIT */
/* How each question went: who was right at first, what went wrong and for whom, and the class at a glance. */
import { useKeys } from "../../parts/keys";
import { pupilTitle } from "../../parts/pupil";
import { QuestionFrame } from "../../parts/question-frame";
import { classState, seatNow } from "../../state/console";
import { showView } from "../../state/route";
import { routeHash } from "../../state/route-address";
import type { Results, SheetQuestion } from "../../wire/results";
import { WallButton } from "../wall/wall-button";
import { knowledgeOf, nProposed, rateOf, share, wrongAnswers } from "./figures";
import { HeatTable, jumpTo } from "./heat-table";
import { words } from "./words";

function Row({ results, question, here }: { results: Results; question: SheetQuestion; here: boolean }) {
  const count = results.questions.find((one) => one.question === question.question);
  if (!count) return null;
  const { percent, seconds, people } = words.value;
  const rate = rateOf(count);
  const nGuessed = nProposed(results.pupils, question.question);
  return (
    <tr class={here ? "question-here" : undefined} onClick={() => showView("questions", [String(question.question)], true)}>
      <th scope="row">
        <a href={routeHash({ view: "questions", path: [String(question.question)] })} aria-current={here ? "true" : undefined}>
          {question.name || question.question}
        </a>
      </th>
      <td class="question-rate">
        <meter min={0} max={100} value={rate ?? 0} aria-hidden="true" />
        {percent(rate)}
        {rate !== null && nGuessed > 0 && <small>{words.value.ofThem(nGuessed)}</small>}
      </td>
      <td>{people(count.blank)}</td>
      <td>{percent(rateOf(count, count.first_right))}</td>
      <td>{people(count.corrected)}</td>
      <td>{seconds(Math.round(count.median_ms / 1000))}</td>
    </tr>
  );
}

function Wrong({ results, question }: { results: Results; question: SheetQuestion }) {
  const wrong = wrongAnswers(results.pupils, question);
  return (
    <section class="wrong-answers">
      <h2>
        {words.value.wrong} · {question.name || question.question}
        <a class="text-button" href={routeHash({ view: "marking", path: [String(question.question)] })}>
          {words.value.mark}
        </a>
      </h2>
      {wrong.length === 0 && <p>{words.value.none}</p>}
      <ul>
        {wrong.map(({ text, seats }) => (
          <li key={text}>
            <strong>{text}</strong>
            <span>{words.value.people(seats.length)}</span>
            <span class="wrong-who">
              {seats.map((seat) => {
                const pupil = seatNow(seat);
                const copy = results.pupils.find((one) => one.seat === seat)?.answers.find((one) => one.question === question.question)?.copy ?? 0;
                return (
                  <span key={seat} class="wrong-pupil">
                    <a href={routeHash({ view: "page", seat, copy: null })}>{pupil ? pupilTitle(pupil) : seat + 1}</a>
                    {copy !== 0 && <WallButton copy={copy} question={question.question} />}
                  </span>
                );
              })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function KnowledgeRows({ results }: { results: Results }) {
  const rows = knowledgeOf(results);
  if (rows.length === 0) return null;
  return (
    <section class="knowledge">
      <h2>{words.value.knowledge}</h2>
      <ul>
        {rows.map((row) => (
          <li key={row.name}>
            <span>{row.name}</span>
            <meter min={0} max={100} value={share(row.right, row.answered) ?? 0} aria-hidden="true" />
            <strong>{words.value.percent(share(row.right, row.answered))}</strong>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Figures({ results, question }: { results: Results; question: SheetQuestion }) {
  const { right, blank, first, corrected, time } = words.value;
  const questions = results.sheet?.questions ?? [];
  const step = (by: number) => {
    const next = questions[questions.findIndex((one) => one.question === question.question) + by];
    if (next) showView("questions", [String(next.question)], true);
  };
  useKeys({
    ArrowUp: () => step(-1),
    ArrowDown: () => step(1),
    g: () => jumpTo(document.querySelector(".questions")!.scrollTop > 0 ? ".questions > *" : ".heat"),
    m: () => showView("marking", [String(question.question)]),
  });
  return (
    <main class="questions">
      <section class="question-table">
        <h2>
          {words.value.table}
          <button type="button" class="text-button" title="G" onClick={() => jumpTo(".heat")}>
            {words.value.heat} ↓
          </button>
        </h2>
        <table>
          <thead>
            <tr>
              {[words.value.question, right, blank, first, corrected, time].map((word) => (
                <th key={word} scope="col">{word}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {questions.map((one) => (
              <Row key={one.question} results={results} question={one} here={one.question === question.question} />
            ))}
          </tbody>
        </table>
      </section>
      <div class="question-side">
        <Wrong results={results} question={question} />
        <KnowledgeRows results={results} />
      </div>
      <HeatTable results={results} seats={classState.value?.seats ?? []} here={question.question} />
    </main>
  );
}

export function QuestionsView({ path }: { path: readonly string[] }) {
  const { title, noSheet, noSheetHelp } = words.value;
  return (
    <QuestionFrame
      title={title}
      noSheet={noSheet}
      noSheetHelp={noSheetHelp}
      path={path}
      show={(results, question) => <Figures results={results} question={question} />}
    />
  );
}
