/* SPDX-License-Identifier: MIT */
/* A class's homework load: minutes against the limit, what was expected and what it took, how pupils spread. */
import { useSignal } from "@preact/signals";
import { ViewHeader } from "../../parts/view-header";
import { classState, requests } from "../../state/console";
import { language } from "../../state/settings";
import { PERIODS, type LoadAnswer, type Period } from "../../wire/load";
import { AssignmentTable } from "./assignment-table";
import { DayTable } from "./day-table";
import { useAsked } from "./load-state";
import { PeriodBar } from "./period-bar";
import { Pupils } from "./pupils";
import { Spread } from "./spread";
import { SubjectTable } from "./subject-table";
import { words } from "./words";

function Quality({ answer }: { answer: LoadAnswer }) {
  const said = words.value;
  const { load } = answer;
  return (
    <p class="load-quality">
      <strong>{said.counted(load.counted, load.pupils)}</strong>
      <span>
        {said.captured} <strong>{said.percent(load.capture_percent)}</strong>
      </span>
      {load.plans > 0 && <span>{said.plans(load.plans)}</span>}
    </p>
  );
}

function Figures({ answer, asked }: { answer: LoadAnswer; asked: string }) {
  const said = words.value;
  const { load } = answer;
  const nothing = load.days.every((day) => day.wrote === 0 && day.published_minutes === 0) && load.assignments.length === 0;
  return (
    <>
      <Quality answer={answer} />
      {nothing && <p class="load-none">{said.none}</p>}
      {!nothing && (
        <div class="load-parts">
          <DayTable load={load} />
          <SubjectTable load={load} />
          <Spread load={load} />
          <AssignmentTable answer={answer} />
        </div>
      )}
      <Pupils key={asked} answer={answer} />
      <p class="load-method">{said.method(answer.method)}</p>
    </>
  );
}

export function LoadView() {
  const said = words.value;
  const open = classState.value?.class.id ?? 0;
  const chosen = useSignal(0);
  const period = useSignal<Period>("week");
  const back = useSignal(0);
  const of_class = chosen.value || open;
  const hidden = classState.value?.class.hide_names ?? false;
  const key = `${of_class} ${period.value} ${back.value} ${hidden}`;
  const question = { type: "load", of_class, period: period.value, back: back.value, pupils: false } as const;
  const { answer, trouble, waiting } = useAsked<LoadAnswer>(key, of_class > 0 ? () => requests.ask(question) : null);
  const now = answer.value;
  const choose = (wanted: Period) => {
    period.value = wanted;
    back.value = 0;
  };
  return (
    <div class="view load-view">
      <ViewHeader title={said.title} about={now?.load.class}>
        {now && (
          <PeriodBar from={now.from} until={now.until} back={back.value} onBack={(wanted) => (back.value = wanted)}>
            {now.classes.length > 1 && (
              <select aria-label={said.which} value={of_class} onChange={(event) => (chosen.value = Number(event.currentTarget.value))}>
                {now.classes.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
              </select>
            )}
            <span class="load-choice" role="group" aria-label={said.period}>
              {PERIODS.map((one) => (
                <button key={one} type="button" class="chip" aria-pressed={period.value === one} onClick={() => choose(one)}>
                  {said[one]}
                </button>
              ))}
            </span>
          </PeriodBar>
        )}
      </ViewHeader>
      <main aria-busy={waiting.value}>
        {trouble.value && <p class="refusal">{language.value === "zh" ? trouble.value.zh : trouble.value.en}</p>}
        {!now && !trouble.value && <p class="load-none">{said.counting}</p>}
        {now && <Figures answer={now} asked={key} />}
      </main>
    </div>
  );
}
