/* SPDX-License-Identifier: MIT */
/* 全批全改: what was handed in and marked; by teacher for the head alone, as the daemon tells it. */
import type { LoadSchoolAnswer } from "../../wire/load";
import { DataTable, Part } from "../load/part";
import { words } from "./words";

export function Marking({ answer }: { answer: LoadSchoolAnswer }) {
  const said = words.value;
  const { marking } = answer.brief;
  return (
    <Part title={said.marking} wide>
      <p class="load-quality">
        <span>
          {said.handedIn} <strong>{marking.handed_in ?? "–"}</strong>
        </span>
        <span>
          {said.marked} <strong>{marking.marked ?? "–"}</strong>
        </span>
        <span>
          {said.markedPercent} <strong>{said.percent(marking.marked_percent)}</strong>
        </span>
        <span>
          {said.wait} <strong>{said.minutes(marking.mean_wait_hours)}</strong>
        </span>
        {marking.never_marked !== undefined && <span>{said.neverMarked(marking.never_marked)}</span>}
      </p>
      {answer.teachers && answer.teachers.length > 0 && (
        <DataTable columns={[said.teacher, said.assignments, said.handedIn, said.marked, said.wait, said.reMarked]} class="school-teachers">
          {answer.teachers.map((row, i) => (
            <tr key={row.teacher || i}>
              <th scope="row">{row.teacher || said.unnamed}</th>
              <td>{row.assignments}</td>
              <td>{row.handed_in}</td>
              <td>{row.marked}</td>
              <td>{said.minutes(row.mean_wait_hours)}</td>
              <td>
                {row.re_marked}/{row.wrong}
              </td>
            </tr>
          ))}
        </DataTable>
      )}
    </Part>
  );
}
