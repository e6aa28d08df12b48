/* SPDX-License-Identifier: MIT */
/* The tables of the school's week. What a small group would tell is left out by the daemon already. */
import { language } from "../../state/settings";
import type { LoadSchoolAnswer, OverDay } from "../../wire/load";
import { shortDay } from "../load/figures";
import { DataTable, Part } from "../load/part";
import { words } from "./words";

interface Properties {
  readonly answer: LoadSchoolAnswer;
}

export function Quality({ answer }: Properties) {
  const said = words.value;
  const { data } = answer.brief;
  const figures = [
    [said.captured, said.percent(data.capture_percent)],
    [said.counted, `${data.counted} / ${data.pupils}`],
    [said.classes, data.classes],
    [said.plans, data.plans],
    [said.assignments, data.assignments],
    [said.withoutMinutes, data.without_minutes],
  ] as const;
  return (
    <Part title={said.quality}>
      <dl class="school-figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}

export function Cells({ answer }: Properties) {
  const said = words.value;
  const columns = [said.grade, said.subject, said.perDay, said.ink, said.pupils, said.given, said.published, said.markedPercent, said.wait];
  return (
    <Part title={said.cells} wide>
      <DataTable columns={columns} class="school-cells">
        {answer.brief.grade_subject.map((cell) => (
          <tr key={`${cell.grade} ${cell.subject}`}>
            <td>{cell.grade}</td>
            <th scope="row">{cell.subject}</th>
            <td>{said.minutes(cell.mean_minutes)}</td>
            <td>{said.minutes(cell.mean_ink_minutes)}</td>
            <td>{cell.hidden ? said.hidden : cell.pupils}</td>
            <td>{cell.assignments}</td>
            <td>{cell.published_minutes}</td>
            <td>{said.percent(cell.marked_percent)}</td>
            <td>{said.minutes(cell.mean_wait_hours)}</td>
          </tr>
        ))}
      </DataTable>
    </Part>
  );
}

function why(over: OverDay): string {
  const said = words.value;
  return [over.published_full && said.publishedFull, over.measured_over && said.measuredOver, over.reason && said.withReason].filter(Boolean).join(" · ");
}

export function Over({ answer }: Properties) {
  const said = words.value;
  const { over } = answer.brief;
  const more = answer.over_all - over.length;
  return (
    <Part title={said.overDays}>
      {over.length === 0 && <p class="load-about">{said.overNone}</p>}
      {over.length > 0 && (
        <DataTable columns={[said.class, said.day, said.published, said.measured, said.limit, said.why]}>
          {over.map((row) => (
            <tr key={`${row.class} ${row.day}`}>
              <th scope="row">{row.class}</th>
              <td>{shortDay(row.day)}</td>
              <td>{row.published_minutes}</td>
              <td>{said.minutes(row.mean_minutes)}</td>
              <td>{row.limit_minutes}</td>
              <td>{why(row)}</td>
            </tr>
          ))}
        </DataTable>
      )}
      {more > 0 && <p class="load-about">{said.overMore(more)}</p>}
    </Part>
  );
}

export function Problems({ answer }: Properties) {
  const said = words.value;
  const { problems } = answer.brief;
  return (
    <Part title={said.problems}>
      {problems.length === 0 && <p class="load-about">{said.problemsNone}</p>}
      {problems.length > 0 && (
        <DataTable columns={[said.problem, said.met, said.solved]}>
          {problems.map((row) => (
            <tr key={row.code}>
              <th scope="row">{answer.problem_words[row.code]?.[language.value] ?? row.code}</th>
              <td>{row.met}</td>
              <td>{row.solved}</td>
            </tr>
          ))}
        </DataTable>
      )}
    </Part>
  );
}
