/* SPDX-License-Identifier: MIT */
/* The papers: a pile in the order of the class, mended where it went wrong; pens that see no page. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { pupilTitle } from "../../parts/pupil";
import { classState, connection, requests } from "../../state/console";
import { clockMinutes } from "../../state/format";
import { post, posts } from "../../state/outbox";
import { printedPages } from "../../state/sheet-document";
import { Refusal } from "../../wire/requests";
import type { Pile } from "../../wire/results";
import type { PileCopy } from "../../wire/unclaimed";
import { bothWords, words } from "./words";

const copies = signal<readonly PileCopy[]>([]);

const both = (key: "pile" | "pileEnd" | "move" | "turn") => ({ zh: bothWords.zh[key], en: bothWords.en[key] });

async function look(): Promise<void> {
  try {
    copies.value = (await requests.ask({ type: "pile-copies" })).copies;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

function Pupils({ label, value, none, onChoose }: { label: string; value: number; none: string; onChoose: (number: number) => void }) {
  const pupils = (classState.value?.seats ?? []).filter((seat) => seat.pupil).sort((a, b) => a.pupil!.number - b.pupil!.number);
  return (
    <select aria-label={label} value={value} onChange={({ currentTarget }) => onChoose(Number(currentTarget.value))}>
      <option value={0}>{none}</option>
      {pupils.map((seat) => (
        <option key={seat.seat} value={seat.pupil!.number}>
          {seat.pupil!.name === undefined ? "" : seat.pupil!.number} {pupilTitle(seat)}
        </option>
      ))}
    </select>
  );
}

export function Papers({ pile }: { pile: Pile | undefined }) {
  const said = words.value;
  const live = connection.value.type === "live";
  const about = `${live} ${pile?.ordered} ${pile?.next} ${posts.value.length}`;
  useEffect(() => {
    if (live) void look();
  }, [about]);
  const begin = (pupil: number) => post({ type: "pile", ordered: true, pupil }, both("pile"));
  const pages = printedPages.value.length;
  return (
    <aside class="comments papers">
      <h2>{said.papers}</h2>
      {pile?.ordered ? (
        <p>
          {said.next}
          <Pupils label={said.next} value={pile.next} none={said.next} onChoose={(number) => number && begin(number)} />
          <button type="button" class="text-button" onClick={() => post({ type: "pile", ordered: false, pupil: 0 }, both("pileEnd"))}>
            {said.pileEnd}
          </button>
        </p>
      ) : (
        <button type="button" class="text-button" onClick={() => begin(0)}>{said.pile}</button>
      )}
      {copies.value.length > 0 && <p>{said.move}</p>}
      <ol class="pile">
        {copies.value.map((copy) => (
          <li key={copy.copy}>
            <small>
              {said.page(copy.page)} {clockMinutes(copy.first_ms)}
            </small>
            <Pupils label={said.move} value={copy.pupil} none={said.nobody} onChoose={(pupil) => pupil && post({ type: "pile-move", copy: copy.copy, pupil }, both("move"))} />
          </li>
        ))}
      </ol>
      {pages > 1 && (
        <label>
          {said.turn}
          <select onChange={({ currentTarget }) => post({ type: "turn-page", page: Number(currentTarget.value) }, both("turn"))}>
            <option value={0}>–</option>
            {printedPages.value.map((_, i) => (
              <option key={i} value={i + 1}>{i + 1}</option>
            ))}
          </select>
        </label>
      )}
    </aside>
  );
}
