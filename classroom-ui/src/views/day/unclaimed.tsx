/* SPDX-License-Identifier: MIT */
/* Pages of nobody's: look at one, choose whose it is, give it, and take that back. */
import { signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Choose, pupilOptions } from "../../parts/choose";
import { pupilTitle } from "../../parts/pupil";
import { classState, connection, requests } from "../../state/console";
import { dayAndTime } from "../../state/format";
import { post } from "../../state/outbox";
import { printedPages, wantPrintedPages } from "../../state/sheet-document";
import { Refusal } from "../../wire/requests";
import type { UnclaimedAnswer, UnclaimedCopy } from "../../wire/unclaimed";
import { CopyPicture } from "./copy-picture";
import { words } from "./words";

const CLAIM = { zh: "认领一页", en: "Give a page" };
const PLACE = { zh: "定这是第几页", en: "Say which page it is" };
const UNDO = { zh: "撤销认领", en: "Take a page back" };

const found = signal<UnclaimedAnswer | null>(null);
/** Given here, and whom to: they stay in the list, so that a slip can be undone. */
const given = signal<ReadonlyMap<number, number>>(new Map());

export async function lookForUnclaimed(): Promise<void> {
  try {
    found.value = await requests.ask({ type: "unclaimed" });
    given.value = new Map();
  } catch (error) {
    // The next line that lives brings it.
    if (!(error instanceof Refusal)) throw error;
  }
}

function give(copy: number, pupil: number): void {
  post({ type: "claim", copy, pupil }, CLAIM);
  given.value = new Map(given.peek()).set(copy, pupil);
}

function takeBack(copy: number): void {
  post({ type: "undo-claim", copy }, UNDO);
  const left = new Map(given.peek());
  left.delete(copy);
  given.value = left;
}

function about(copy: UnclaimedCopy): string {
  const said = words.value;
  const where = copy.family === "none" ? said.pageless(copy.strokes) : said.pageOf(copy.page, copy.strokes);
  return [copy.by_teacher ? said.byTeacher : said.byPen(copy.pen), where, copy.last_ms && dayAndTime(copy.last_ms)].filter(Boolean).join(" · ");
}

function nameOf(number: number): string {
  const seat = classState.value?.seats.find((one) => one.pupil?.number === number);
  return seat ? pupilTitle(seat) : String(number);
}

/** Ink of a pen that sees no page: which page of the sheet it is on. */
function Place({ copy, label }: { copy: number; label: string }) {
  useEffect(wantPrintedPages, []);
  const put = (page: number) => {
    post({ type: "place", copy, page }, PLACE);
    // It comes back with its page, or goes to its pupil.
    setTimeout(() => void lookForUnclaimed(), 1000);
  };
  const { place, put: act } = words.value;
  return <Choose label={`${place} ${label}`} act={act} value={0} none={`${place}…`} options={printedPages.value.map((_, i) => [i + 1, i + 1])} onAct={put} />;
}

function Copy({ copy }: { copy: UnclaimedCopy }) {
  const open = useSignal(false);
  const pupil = given.value.get(copy.copy);
  const what = about(copy);
  return (
    <li class="unclaimed-copy">
      <span class="unclaimed-about">{what}</span>
      <button type="button" class="tool-button" aria-expanded={open.value} onClick={() => (open.value = !open.value)}>
        {words.value.look}
      </button>
      {copy.family === "none" && <Place copy={copy.copy} label={what} />}
      {pupil === undefined ? (
        <Choose label={`${words.value.whose} ${what}`} act={words.value.give} value={0} none={`${words.value.whose}…`} options={pupilOptions()} onAct={(number) => give(copy.copy, number)} />
      ) : (
        <span class="choose">
          {words.value.given(nameOf(pupil))}
          <button type="button" class="tool-button" onClick={() => takeBack(copy.copy)}>
            {words.value.undo}
          </button>
        </span>
      )}
      {open.value && (
        <div class="unclaimed-ink">
          <CopyPicture copy={copy.copy} />
        </div>
      )}
    </li>
  );
}

export function Unclaimed() {
  const live = connection.value.type === "live";
  useEffect(() => {
    if (live) void lookForUnclaimed();
  }, [live]);
  const copies = found.value?.copies.filter((copy) => copy.pupil === 0 || given.value.has(copy.copy)) ?? [];
  return (
    <section class="day-part day-unclaimed">
      <h2>
        {words.value.unclaimed} <strong>{copies.length - given.value.size}</strong>
      </h2>
      {copies.length === 0 && <p>{words.value.noUnclaimed}</p>}
      <ul>
        {copies.map((copy) => (
          <Copy key={copy.copy} copy={copy} />
        ))}
      </ul>
      {(found.value?.left ?? 0) > 0 && <p>{words.value.unclaimedMore(found.value!.left)}</p>}
    </section>
  );
}
