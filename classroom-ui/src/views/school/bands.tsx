/* SPDX-License-Identifier: MIT */
/* Four weeks by the grades that have a limit of their own. */
import type { Band, LoadSchoolAnswer } from "../../wire/load";
import { Chart, type Series } from "../load/chart";
import { DataTable, Part } from "../load/part";
import { words } from "./words";

const COLOURS = ["--good", "--accent", "--warn"] as const;

/** Grades of which nothing at all is told have no line and no row. */
function told(bands: readonly Band[]): readonly { readonly band: Band; readonly colour: string }[] {
  return bands.map((band, i) => ({ band, colour: COLOURS[i]! })).filter(({ band }) => band.weeks.some((week) => week.pupils > 0));
}

export function Bands({ answer }: { answer: LoadSchoolAnswer }) {
  const said = words.value;
  const rows = told(answer.brief.bands);
  const weeks = answer.brief.bands[0]?.weeks ?? [];
  const series: Series[] = rows.map(({ band, colour }) => ({
    label: said.grades(band.grades),
    colour,
    values: band.weeks.map((week) => week.mean_minutes ?? null),
    line: "whole",
  }));
  return (
    <Part title={said.bands} about={said.bandsAbout}>
      <Chart title={said.perDay} labels={weeks.map((week) => said.week(week.monday))} series={series} height={190} />
      <DataTable columns={["", said.limit, ...weeks.map((week) => said.week(week.monday)), said.over, ""]}>
        {rows.map(({ band }) => (
          <tr key={band.grades}>
            <th scope="row">{said.grades(band.grades)}</th>
            <td>{band.limit_minutes}</td>
            {band.weeks.map((week) => (
              <td key={week.monday}>{said.minutes(week.mean_minutes)}</td>
            ))}
            <td>{said.percent(band.weeks[band.weeks.length - 1]?.over_percent ?? null)}</td>
            <td>{band.late.hidden ? said.hidden : said.lateOf(band.late.pupils ?? 0, band.late.counted)}</td>
          </tr>
        ))}
      </DataTable>
    </Part>
  );
}
