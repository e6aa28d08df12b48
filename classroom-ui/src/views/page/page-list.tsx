/* SPDX-License-Identifier: MIT */
/* All pages of this pupil by day and assignment, newest first. Opening one is logged, so none is opened merely to be shown small. */
import { clockMinutes, dayOfYear } from "../../state/format";
import { showCopy } from "../../state/route";
import { t } from "../../state/settings";
import type { KnownCopy, PageSource } from "./page-source";

function byDay(copies: readonly KnownCopy[]): [day: string, copies: KnownCopy[]][] {
  const days = new Map<string, KnownCopy[]>();
  for (const copy of copies) {
    const day = `${dayOfYear(copy.begunMs)} ${copy.title}`;
    days.set(day, [...(days.get(day) ?? []), copy]);
  }
  return [...days];
}

export function PageList({ source }: { source: PageSource }) {
  const words = t.value;
  const copies = source.copies.value;
  const shown = source.paper.value?.copy;
  const current = source.seat.value?.page?.copy ?? null;
  if (copies.length < 2) return null;
  return (
    <section class="pages">
      <h2>{words.pages}</h2>
      {byDay(copies).map(([day, ofDay]) => (
        <section key={day} class="pages-day">
          <h3>{day}</h3>
          <ol>
            {ofDay.map(({ copy, begunMs, page }) => (
              <li key={copy}>
                <button
                  type="button"
                  class="page-button"
                  aria-current={copy === shown ? "page" : undefined}
                  aria-label={`${words.pageNumber(page)}，${day} ${clockMinutes(begunMs)}`}
                  title={`${copy === current ? words.pageNow : words.pageOlder} · ${clockMinutes(begunMs)}`}
                  onClick={() => showCopy(source.seatNumber, copy === current ? null : copy)}
                >
                  {page}
                </button>
              </li>
            ))}
          </ol>
        </section>
      ))}
    </section>
  );
}
