/* SPDX-License-Identifier: MIT */
/* All icons: 20 × 20, one line weight, drawn for this page. Decoration only: words or labels stand beside. */
const SHAPES = {
  seats: "M3 4.5h5.5V9H3zM11.5 4.5H17V9h-5.5zM3 11.5h5.5V16H3zM11.5 11.5H17V16h-5.5z",
  pen: "M13.6 3.4l3 3L7.2 15.8l-3.8.8.8-3.8zM11.6 5.4l3 3",
  check: "M4.5 10.5l3.8 3.8 7.2-8.2",
  dots: "M4.3 10a.7.7 0 101.4 0 .7.7 0 10-1.4 0M9.3 10a.7.7 0 101.4 0 .7.7 0 10-1.4 0M14.3 10a.7.7 0 101.4 0 .7.7 0 10-1.4 0",
  unlinked: "M8 12.5l-1.4 1.4a3 3 0 01-4.2-4.2L4.6 7.5M12 7.5l1.4-1.4a3 3 0 014.2 4.2l-2.2 2.2M3.5 3.5l13 13",
  lock: "M5 9h10v7.5H5zM7 9V6.5a3 3 0 016 0V9M10 12v1.8",
  warning: "M10 3.2l7.3 13H2.7zM10 8v4M10 14v.3",
  power: "M10 3v6.5M6.3 5.6a6 6 0 107.4 0",
  none: "M4 10h12",
  battery: "M2.5 6.5h12.5v7H2.5zM17.3 9v2M5 9v2",
  bolt: "M11 2.8L5 11.2h4.4L9 17.2l6-8.4h-4.4z",
  signal: "M4 15.5v-2.5M8.5 15.5V10M13 15.5V7M3 3.5l14 13",
  fetch: "M10 3v9M6.2 8.5L10 12.3l3.8-3.8M4 16.5h12",
  eye: "M2.5 10S5.3 5 10 5s7.5 5 7.5 5-2.8 5-7.5 5-7.5-5-7.5-5zM10 12.2a2.2 2.2 0 100-4.4 2.2 2.2 0 000 4.4",
  eyeClosed: "M2.5 8.5S5.3 13 10 13s7.5-4.5 7.5-4.5M10 13v2.8M5.4 11.6L3.9 14M14.6 11.6l1.5 2.4",
  language: "M3 5h8M7 3v2M9.5 5c-.7 3.2-3 5.8-6 7.2M4.8 7.5c1.2 2.2 2.9 3.8 5 4.7M9.8 17l3.4-8 3.4 8M11 14.3h4.4",
  sun: "M10 6.5a3.5 3.5 0 110 7 3.5 3.5 0 010-7M10 2v1.8M10 16.2V18M2 10h1.8M16.2 10H18M4.3 4.3l1.3 1.3M14.4 14.4l1.3 1.3M4.3 15.7l1.3-1.3M14.4 5.6l1.3-1.3",
  board: "M2.5 4h15v9.5h-15zM10 13.5V17M6.5 17h7M5.5 7.5h5M5.5 10h3",
  notice: "M4.5 4.5h11v12.5h-11zM10 2.5v3.5M7.3 9h5.4M7.3 11.5h5.4M7.3 14h3",
  auto: "M10 3a7 7 0 100 14 7 7 0 000-14M10 3v14M10 6h4.8M10 9.3h6.8M10 12.6h6",
  hand: "M6.5 10V5.2a1.2 1.2 0 012.4 0V9m0-5a1.2 1.2 0 012.4 0v5m0-3.8a1.2 1.2 0 012.4 0V11c0 3.8-1.6 6-4.6 6-2.4 0-3.5-1.2-4.6-3.4L3 10.8a1.2 1.2 0 012-1.2L6.5 11",
  help: "M7.3 7.6a2.7 2.7 0 115 1.5c-.7 1-2.2 1.3-2.3 2.9M10 15v.3",
  out: "M12 6V3.5H4v13h8V14M8 10h9M14 7l3 3-3 3",
  down: "M4.5 7.5L10 13l5.5-5.5",
  back: "M12.5 4.5L7 10l5.5 5.5",
  forward: "M7.5 4.5L13 10l-5.5 5.5",
  play: "M6.5 4l9 6-9 6z",
  pause: "M6.6 4.5v11M7.4 4.5v11M12.6 4.5v11M13.4 4.5v11",
  live: "M7.6 10a2.4 2.4 0 104.8 0 2.4 2.4 0 10-4.8 0M9.3 10a.7.7 0 101.4 0 .7.7 0 10-1.4 0M5.8 5.8a6 6 0 000 8.4M14.2 5.8a6 6 0 010 8.4",
  table: "M3 4h14v12H3zM3 8h14M3 12h14M8 4v12M13 4v12",
  list: "M3.5 4.5h2M3.5 10h2M3.5 15.5h2M8.5 4.5h8M8.5 10h8M8.5 15.5h8",
  close: "M5 5l10 10M15 5L5 15",
};

export type IconName = keyof typeof SHAPES;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 20 20"
      width={size}
      height={size}
      fill={name === "play" ? "currentColor" : "none"}
      stroke="currentColor"
      stroke-width="1.7"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={SHAPES[name]} />
    </svg>
  );
}
