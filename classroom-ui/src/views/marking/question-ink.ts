/* SPDX-License-Identifier: MIT */
/* All pupils' ink of the question that is shown: asked for when it is opened, after a lost line, and as they write on. */
import { computed, effect, signal } from "@preact/signals";
import { EMPTY_BOX, type Box } from "../../ink/box";
import { PageInk } from "../../ink/page-ink";
import { answerRegions } from "../../ink/sheet-layout";
import { classState, connection, requests } from "../../state/console";
import { printedPages } from "../../state/sheet-document";
import { commonBox, cropOf, isInside, type Crop } from "./crop";

export const inks = signal<ReadonlyMap<number, PageInk>>(new Map());
const inkBox = signal<Box>(EMPTY_BOX);
const shown = signal(0);
/** Where it is answered, on the first page that has it; empty until the sheet is there. */
export const printed = computed(() => printedPages.value.map((page) => answerRegions(page, shown.value)).find((regions) => regions.length > 0) ?? []);
/** One window for all crops, so that they can be compared. */
const crop = computed(() => cropOf(inkBox.value, printed.value));

/** A pupil's whose ink is not all in it has another. */
export function cropFor(ink: PageInk | undefined): Crop | null {
  return ink && crop.value && !isInside(ink.box, crop.value) ? cropOf(ink.box, printed.value) : crop.value;
}

const AGAIN_MS = 2000;

async function fetchInk(question: number, still: () => boolean): Promise<void> {
  try {
    const { frames } = await requests.ask({ type: "question-ink", question });
    if (!still()) return;
    const found = new Map<number, PageInk>();
    for (const frame of frames) {
      if (frame.seat === 0xffff) continue;
      const ink = found.get(frame.seat) ?? new PageInk(frame.copy);
      for (const record of frame.records) ink.apply(record);
      found.set(frame.seat, ink);
    }
    inks.value = found;
    inkBox.value = commonBox([...found.values()].map((ink) => ink.box));
  } catch {
    // The line is gone: it is asked again when it is back.
  }
}

/** Follows the question until the returned function is called. */
export function followInk(question: number): () => void {
  let open = true;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let asked: unknown = null;
  inks.value = new Map();
  inkBox.value = EMPTY_BOX;
  shown.value = question;
  const stop = effect(() => {
    const live = connection.value.type === "live";
    const started = classState.value?.results?.questions.find((one) => one.question === question);
    const about = live ? `${started?.started} ${started?.answered} ${started?.corrected}` : null;
    if (!live) asked = null;
    if (about === null || about === asked) return;
    const first = asked === null;
    asked = about;
    if (timer) clearTimeout(timer);
    timer = setTimeout(() => void fetchInk(question, () => open), first ? 0 : AGAIN_MS);
  });
  return () => {
    open = false;
    if (timer) clearTimeout(timer);
    stop();
  };
}
