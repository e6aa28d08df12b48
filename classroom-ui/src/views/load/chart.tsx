/* SPDX-License-Identifier: MIT */
/*
 * A small chart: bars, lines and limits over days or weeks. It says nothing that the table beside it does not, so those who
 * listen to the page are told the table alone. Across it is drawn in parts of its width, so it fits any without being measured.
 */
import { scaleOf } from "./figures";

export interface Series {
  readonly label: string;
  /** A colour of theme/tokens.css that load.css knows: "accent". */
  readonly colour: string;
  readonly values: readonly (number | null)[];
  /** A line over the bars (a broken one: a limit), else a bar. */
  readonly line?: "whole" | "broken";
}

interface Properties {
  readonly title: string;
  readonly labels: readonly string[];
  /** Bars from the highest to the lowest: the lower lie over the higher ones. */
  readonly series: readonly Series[];
  readonly height?: number;
}

const TOP = 12;
const FOOT = 26;
/** All bars together, and the broadest one. */
const BARS_BREADTH = 320;
const BAR_MOST = 44;
/** More would run into each other. */
const MOST_LABELS = 8;

/** From a value to its height in the picture. */
type Height = (value: number) => number;

function middle(i: number, count: number): string {
  return `${((i + 0.5) / count) * 100}%`;
}

function Bars({ values, y }: { values: Series["values"]; y: Height }) {
  const breadth = Math.min(BAR_MOST, BARS_BREADTH / values.length);
  return (
    <>
      {values.map((value, i) => {
        const x = middle(i, values.length);
        return value !== null && <line key={i} x1={x} x2={x} y1={y(0)} y2={y(value)} stroke-width={breadth} />;
      })}
    </>
  );
}

/** Where a value is missing the line is broken off. */
function Line({ values, y, broken }: { values: Series["values"]; y: Height; broken: boolean }) {
  const at = (i: number) => middle(i, values.length);
  return (
    <g class={broken ? "plot-line plot-broken" : "plot-line"}>
      {values.map((value, i) => {
        const before = values[i - 1] ?? null;
        return value !== null && before !== null && <line key={i} x1={at(i - 1)} x2={at(i)} y1={y(before)} y2={y(value)} />;
      })}
      {!broken && values.map((value, i) => value !== null && <circle key={i} cx={at(i)} cy={y(value)} r={4} />)}
    </g>
  );
}

function Plot({ labels, series, height }: Required<Omit<Properties, "title">>) {
  const { step, most } = scaleOf(series.flatMap((one) => one.values));
  const y = (value: number) => height - FOOT - (value / most) * (height - FOOT - TOP);
  const every = Math.ceil(labels.length / MOST_LABELS);
  return (
    <svg class="load-plot" height={height} aria-hidden="true">
      {Array.from({ length: most / step + 1 }, (_, i) => (
        <g key={i}>
          <line class="plot-grid" x2="100%" y1={y(i * step)} y2={y(i * step)} />
          <text x={-8} y={y(i * step)} dy="0.35em" text-anchor="end">
            {i * step}
          </text>
        </g>
      ))}
      {series.map((one) => (
        <g key={one.label} data-colour={one.colour}>
          {one.line ? <Line values={one.values} y={y} broken={one.line === "broken"} /> : <Bars values={one.values} y={y} />}
        </g>
      ))}
      {labels.map(
        (label, i) =>
          i % every === 0 && (
            <text key={i} x={middle(i, labels.length)} y={height - 8} text-anchor="middle">
              {label}
            </text>
          ),
      )}
    </svg>
  );
}

export function Chart({ title, labels, series, height = 230 }: Properties) {
  return (
    <figure class="load-chart">
      <figcaption>
        {title}
        <span class="load-legend" aria-hidden="true">
          {series.map((one) => (
            <span key={one.label} class={`legend-${one.line ?? "bar"}`} data-colour={one.colour}>
              {one.label}
            </span>
          ))}
        </span>
      </figcaption>
      <Plot labels={labels} series={series} height={height} />
    </figure>
  );
}
