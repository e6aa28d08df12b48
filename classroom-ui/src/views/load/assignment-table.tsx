/* SPDX-License-Identifier: MIT */
/* What each assignment was expected to take, what it took, and whether it was marked. */
import type { LoadAnswer } from "../../wire/load";
import { captured, markingOf, shortDay } from "./figures";
import { DataTable, Part } from "./part";
import { words } from "./words";

const HOUR_MS = 3_600_000;

export function AssignmentTable({ answer }: { answer: LoadAnswer }) {
  const said = words.value;
  const { assignments } = answer.load;
  if (assignments.length === 0) return null;
  const columns = [said.day, said.assignment, said.expected, said.measured, said.ink, said.measuredOf, said.captured, said.handedIn, said.marked, said.wait, said.reMarked];
  return (
    <Part title={said.assignments} wide>
      <DataTable columns={columns} class="load-assignments">
          {assignments.map((row) => {
            const marking = markingOf(answer, row.id);
            return (
              <tr key={row.id}>
                <td>{shortDay(row.day)}</td>
                <th scope="row">
                  {row.subject} {row.title}
                  <small>{said.places[row.place]}</small>
                </th>
                <td>{row.expected_minutes || "–"}</td>
                <td>{said.minutes(row.mean_minutes)}</td>
                <td>{said.minutes(row.mean_ink_minutes)}</td>
                <td>{row.whole}</td>
                <td>{said.percent(captured(row))}</td>
                <td>{marking?.handed_in ?? "–"}</td>
                <td>{marking?.marked ?? "–"}</td>
                <td>{marking?.median_wait_ms == null ? "–" : (marking.median_wait_ms / HOUR_MS).toFixed(1)}</td>
                <td>{marking ? `${marking.re_marked}/${marking.wrong}` : "–"}</td>
              </tr>
            );
          })}
        </DataTable>
    </Part>
  );
}
