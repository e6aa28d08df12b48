/* SPDX-License-Identifier: MIT */
/* All pages of this pupil, newest first. Opening one is logged, so none is opened merely to be shown small. */
import { showCopy } from "../../state/route";
import { t } from "../../state/settings";
import type { PageSource } from "./page-source";

export function PageList({ source }: { source: PageSource }) {
  const words = t.value;
  const copies = source.copies.value;
  const shown = source.paper.value?.copy;
  const current = source.seat.value?.page?.copy ?? null;
  if (copies.length < 2) return null;
  return (
    <section class="pages">
      <h2>{words.pages}</h2>
      <ol reversed>
        {copies.map((copy, i) => (
          <li key={copy}>
            <button
              type="button"
              class="page-button"
              aria-current={copy === shown ? "page" : undefined}
              title={copy === current ? words.pageNow : words.pageOlder}
              onClick={() => showCopy(source.seatNumber, copy === current ? null : copy)}
            >
              {copies.length - i}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
