/* SPDX-License-Identifier: MIT */
/*
 * A chart of uPlot's, which is fetched when the first is shown: a lesson needs none. It says nothing that the table beside it
 * does not, so those who listen to the page are told the table alone.
 */
import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { inkColours } from "../../parts/ink-colours";
import { language } from "../../state/settings";

export interface Series {
  readonly label: string;
  /** A colour of theme/tokens.css: "--accent". */
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

const BAR_PART = 0.6;
const BAR_MOST = 44;

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function options(plot: typeof uPlot, { labels, series, height = 230 }: Properties, width: number): uPlot.Options {
  const axis = { stroke: colour("--text-2"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "13px sans-serif" };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [-0.6, labels.length - 0.4] }, y: { range: (_, __, most) => [0, Math.max(most * 1.1, 1)] } },
    axes: [
      { ...axis, grid: { show: false }, splits: labels.map((_, i) => i), values: (_, splits) => splits.map((i) => labels[i] ?? ""), gap: 4 },
      { ...axis, size: 44 },
    ],
    series: [
      {},
      ...series.map((one) => ({
        stroke: colour(one.colour),
        width: one.line ? 2.5 : 0,
        points: { show: one.line === "whole", size: 8, fill: colour(one.colour) },
        ...(one.line ? { dash: one.line === "broken" ? [7, 5] : [] } : { fill: colour(one.colour), paths: plot.paths.bars!({ size: [BAR_PART, BAR_MOST] }) }),
      })),
    ],
  };
}

export function Chart(properties: Properties) {
  const place = useRef<HTMLDivElement>(null);
  const { labels, series } = properties;
  const said = JSON.stringify([labels, series, language.value, inkColours.value]);
  useEffect(() => {
    const box = place.current!;
    let chart: uPlot | null = null;
    let gone = false;
    const sizes = new ResizeObserver(() => chart?.setSize({ width: box.clientWidth, height: properties.height ?? 230 }));
    void import("uplot").then(({ default: plot }) => {
      if (gone) return;
      const data = [labels.map((_, i) => i), ...series.map((one) => [...one.values])] as uPlot.AlignedData;
      chart = new plot(options(plot, properties, box.clientWidth), data, box);
      sizes.observe(box);
    });
    return () => {
      gone = true;
      sizes.disconnect();
      chart?.destroy();
    };
  }, [said]);
  return (
    <figure class="load-chart">
      <figcaption>
        {properties.title}
        <span class="load-legend" aria-hidden="true">
          {series.map((one) => (
            <span key={one.label} class={`legend-${one.line ?? "bar"}`} data-colour={one.colour.slice(2)}>
              {one.label}
            </span>
          ))}
        </span>
      </figcaption>
      <div ref={place} class="load-plot" aria-hidden="true" />
    </figure>
  );
}
