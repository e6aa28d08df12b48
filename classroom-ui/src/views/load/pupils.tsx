/* SPDX-License-Identifier: MIT */
/* Pupil by pupil, only when asked for: each look is logged by the daemon. By number; nobody is above another. */
import { useSignal } from "@preact/signals";
import { requests } from "../../state/console";
import { language } from "../../state/settings";
import type { LoadAnswer, PupilLoad } from "../../wire/load";
import { apart } from "./figures";
import { useAsked } from "./load-state";
import { words } from "./words";

function Row({ pupil }: { pupil: PupilLoad }) {
  const said = words.value;
  return (
    <tr>
      <th scope="row">
        {pupil.number} {pupil.name ?? ""}
        {!pupil.plan && !pupil.counted && <small>{said.leftOut}</small>}
      </th>
      {pupil.plan && <td>{pupil.plan_limit_minutes ?? "–"}</td>}
      <td>{said.minutes(pupil.mean_ink_minutes)}</td>
      <td>{said.minutes(pupil.mean_minutes)}</td>
      <td>{said.percent(pupil.capture_percent)}</td>
      <td>{pupil.days}</td>
      <td>{pupil.days_over}</td>
      <td>{pupil.days_late}</td>
    </tr>
  );
}

function Table({ pupils, title }: { pupils: readonly PupilLoad[]; title: string }) {
  const said = words.value;
  const first = pupils[0];
  if (!first) return null;
  const columns = [said.pupil, ...(first.plan ? [said.ownLimit] : []), said.ink, said.inkAndThinking, said.captured, said.writtenDays, said.daysOver, said.daysLate];
  return (
    <table class="data-table load-each">
      <caption>{title}</caption>
      <thead>
        <tr>
          {columns.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {pupils.map((pupil) => (
          <Row key={pupil.number} pupil={pupil} />
        ))}
      </tbody>
    </table>
  );
}

export function Pupils({ answer }: { answer: LoadAnswer }) {
  const said = words.value;
  const open = useSignal(false);
  const question = { type: "load", of_class: answer.class, period: answer.period, back: answer.back, pupils: true } as const;
  const asked = useAsked<LoadAnswer>(String(open.value), open.value ? () => requests.ask(question) : null);
  const each = open.value ? asked.answer.value?.load.each : null;
  const parts = each ? apart(each) : null;
  return (
    <section class="load-part load-wide load-pupils">
      <h2>
        {said.named}
        <button type="button" class="tool-button" aria-expanded={open.value} onClick={() => (open.value = !open.value)}>
          {open.value ? said.hideNamed : said.showNamed}
        </button>
      </h2>
      <p class="load-about">{said.namedAbout}</p>
      {asked.trouble.value && <p class="refusal">{language.value === "zh" ? asked.trouble.value.zh : asked.trouble.value.en}</p>}
      {parts && <Table pupils={parts.all} title={said.named} />}
      {parts && <Table pupils={parts.plans} title={said.planned} />}
    </section>
  );
}
