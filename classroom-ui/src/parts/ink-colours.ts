/* SPDX-License-Identifier: MIT */
/* The canvases' share of the look. They are drawn with the same custom properties as everything else. */
import { computed, signal } from "@preact/signals";
import { theme } from "../state/settings";

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(prefersDark.matches);
prefersDark.addEventListener("change", () => (systemIsDark.value = prefersDark.matches));

/** The look in force: "paper" or "board". */
export const look = computed<"paper" | "board">(() => {
  if (theme.value !== "auto") return theme.value;
  return systemIsDark.value ? "board" : "paper";
});

export interface InkColours {
  readonly ink: string;
  readonly live: string;
  readonly sheet: string;
  readonly sheetEdge: string;
  readonly window: string;
  readonly note: string;
}

function read(): InkColours {
  const style = getComputedStyle(document.documentElement);
  const property = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: property("--ink"),
    live: property("--ink-live"),
    sheet: property("--map"),
    sheetEdge: property("--map-edge"),
    window: property("--window"),
    note: property("--bad"),
  };
}

/** Written to the root element first, so that whoever reads colours afterwards reads the new ones. */
export const inkColours = computed<InkColours>(() => {
  document.documentElement.dataset["look"] = look.value;
  return read();
});
