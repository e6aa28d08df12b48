/* SPDX-License-Identifier: MIT */
/* All pens of the school: how each is, what will run out, and what one may ask of them. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useKeys } from "../../parts/keys";
import { ViewHeader } from "../../parts/view-header";
import { clockOffsetMs } from "../../state/console";
import { BatteryBanner } from "./battery-banner";
import { Enrolment, enrolmentShown } from "./enrolment";
import { Pairing, pairingShown } from "./pairing";
import { PenDetails } from "./pen-details";
import { countPens, FILTERS, inOrder, matches, passes, type Filter } from "./pen-figures";
import { PenTable } from "./pen-table";
import { followPens, pens } from "./pens-state";
import { words } from "./words";

const filter = signal<Filter>("all");
const typed = signal("");
const chosen = signal<string | null>(null);

function Tools() {
  const w = words.value;
  return (
    <div class="pens-tools">
      <div class="pens-filters" role="group" aria-label={w.filterLabel}>
        {FILTERS.map((one) => (
          <button key={one} type="button" class="chip" aria-pressed={filter.value === one} onClick={() => (filter.value = one)}>
            {w.filters[one]}
          </button>
        ))}
      </div>
      <input
        id="pens-search"
        type="search"
        placeholder={w.search}
        aria-label={w.search}
        value={typed.value}
        onInput={(event) => (typed.value = event.currentTarget.value)}
      />
      <button type="button" class="plain-button" id="open-enrolment" onClick={() => (enrolmentShown.value = true)}>
        {w.enrol}
      </button>
      <button type="button" class="plain-button" id="open-pairing" onClick={() => (pairingShown.value = true)}>
        {w.pairNew}
      </button>
    </div>
  );
}

export function PensView() {
  const w = words.value;
  useEffect(followPens, []);
  useKeys({
    "/": () => document.getElementById("pens-search")?.focus(),
    p: () => (pairingShown.value = true),
  });
  const answer = pens.value;
  const now = Date.now() + clockOffsetMs.value;
  const end = answer?.day_ends_ms ?? 0;
  const all = answer?.pens ?? [];
  const shown = inOrder(all.filter((pen) => passes(pen, filter.value, end, now) && matches(pen, typed.value)));
  const counts = countPens(all, end, now);
  const pen = all.find((one) => one.pen === chosen.value) ?? null;
  return (
    <div class="view pens-view">
      <ViewHeader title={w.title} about={answer ? w.about(counts.ours, counts.here) : null}>
        <Tools />
      </ViewHeader>
      <main>
        <section class="pens-list">
          {all.length > 0 && <BatteryBanner pens={all} counts={counts} dayEndsMs={end} nowMs={now} />}
          {!answer && <p class="nothing">{w.loading}</p>}
          {answer && shown.length === 0 && <p class="nothing">{all.length === 0 ? w.none : w.noneHere}</p>}
          {shown.length > 0 && (
            <PenTable pens={shown} chosen={chosen.value} nowMs={now} dayEndsMs={end} onChoose={(address) => (chosen.value = address)} />
          )}
        </section>
        {/* Another pen is another form: nothing half typed goes to it. */}
        {pen ? <PenDetails key={pen.pen} pen={pen} /> : <aside class="pen-details pen-details-none">{w.choose}</aside>}
      </main>
      <Pairing />
      <Enrolment />
    </div>
  );
}
