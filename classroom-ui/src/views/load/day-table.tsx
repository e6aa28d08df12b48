/* SPDX-License-Identifier: MIT */
/* Minutes of each day against its limit: a chart, and the table that says the same. */
import type { ClassLoad } from "../../wire/load";
import { Chart } from "./chart";
import { isOver, schoolDays, shortDay, thinking } from "./figures";
import { DataTable, Part } from "./part";
import { words } from "./words";

export function DayTable({ load }: { load: ClassLoad }) {
  const said = words.value;
  const days = schoolDays(load.days);
  const limits = days.map((day) => (day.limit_minutes >= 0 ? day.limit_minutes : null));
  return (
    <Part title={said.days} about={`${said.daysAbout} ${said.lateNote}`}>
      <Chart
        title={said.chartTitle}
        labels={days.map((day) => shortDay(day.day))}
        series={[
          { label: said.inkAndThinking, colour: "--accent-line", values: days.map((day) => day.mean_minutes ?? null) },
          { label: said.ink, colour: "--accent", values: days.map((day) => day.mean_ink_minutes ?? null) },
          { label: said.limit, colour: "--warn", values: limits, line: "broken" },
        ]}
      />
      <DataTable columns={[said.day, said.given, said.limit, said.ink, said.thinking, said.inkAndThinking, said.wrote, said.over, said.late, said.closed]} class="load-days">
          {days.map((day) => (
            <tr key={day.day}>
              <th scope="row">{shortDay(day.day)}</th>
              <td>{day.published_minutes}</td>
              <td>{day.limit_minutes < 0 ? "–" : day.limit_minutes}</td>
              <td>{said.minutes(day.mean_ink_minutes)}</td>
              <td>{said.minutes(day.mean_minutes == null ? null : thinking(day))}</td>
              <td class={isOver(day) ? "load-over" : undefined}>
                {said.minutes(day.mean_minutes)}
                {isOver(day) && <em>{said.overMark}</em>}
              </td>
              <td>{day.wrote}</td>
              <td>{day.over}</td>
              <td>{day.late}</td>
              <td>{day.closed_at_bedtime}</td>
            </tr>
          ))}
        </DataTable>
    </Part>
  );
}
