/* SPDX-License-Identifier: MIT */
/* Minutes by subject, of a pupil's day with homework of it. */
import type { ClassLoad } from "../../wire/load";
import { DataTable, Part } from "./part";
import { words } from "./words";

export function SubjectTable({ load }: { load: ClassLoad }) {
  const said = words.value;
  const most = Math.max(...load.subjects.map((row) => row.mean_minutes ?? 0), 1);
  return (
    <Part title={said.subjects} about={said.perDay}>
      <DataTable columns={[said.subject, said.ink, said.inkAndThinking, said.pupils, said.pupilDays]}>
          {load.subjects.map((row) => (
            <tr key={row.subject}>
              <th scope="row">{row.subject}</th>
              <td>{said.minutes(row.mean_ink_minutes)}</td>
              <td class="load-meter">
                {said.minutes(row.mean_minutes)}
                <meter min={0} max={most} value={row.mean_minutes ?? 0} aria-hidden="true" />
              </td>
              <td>{row.pupils}</td>
              <td>{row.pupil_days}</td>
            </tr>
          ))}
        </DataTable>
    </Part>
  );
}
