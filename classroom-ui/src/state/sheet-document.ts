/* SPDX-License-Identifier: MIT */
/* The open assignment's sheet as it is printed: asked for once a version, when a view wants it. */
import { computed, effect, signal } from "@preact/signals";
import { layoutPages, type LayoutPage } from "../ink/sheet-layout";
import { Refusal } from "../wire/requests";
import { classState, connection, requests } from "./console";

const NONE: readonly LayoutPage[] = [];
const known = signal<{ readonly key: string; readonly pages: readonly LayoutPage[] } | null>(null);

/** Which version of which assignment is open; "" none with a sheet. */
const openKey = computed(() => {
  const now = classState.value;
  return now?.results?.sheet ? `${now.assignment?.id ?? 0} ${now.results.sheet.version}` : "";
});

/** Empty while it is on its way, and without a sheet. */
export const printedPages = computed(() => (known.value?.key === openKey.value ? known.value.pages : NONE));

async function fetchSheet(key: string): Promise<void> {
  try {
    const { document } = await requests.ask({ type: "sheet" });
    known.value = { key, pages: layoutPages(document) };
  } catch (error) {
    // Without its print a page can be read still; the next line that lives brings it.
    if (!(error instanceof Refusal)) throw error;
  }
}

/** While a view is open; returns how to stop it. */
export function wantPrintedPages(): () => void {
  return effect(() => {
    const key = openKey.value;
    if (connection.value.type === "live" && key !== "" && known.peek()?.key !== key) void fetchSheet(key);
  });
}
