/* SPDX-License-Identifier: MIT */
/* Hands that are up: how many, in the tools; on click, whose, each with the way to the page and "seen". */
import { signal } from "@preact/signals";
import { Dialog } from "../../parts/dialog";
import { Icon } from "../../parts/icon";
import { pupilTitle } from "../../parts/pupil";
import { act } from "../../state/act";
import { showSeat } from "../../state/route";
import { cards } from "./class-order";
import { words } from "./words";

const shown = signal(false);

function open(seat: number): void {
  shown.value = false;
  showSeat(seat);
}

export function HandsButton() {
  const up = cards.value.filter((card) => card.hand);
  return (
    <>
      {up.length > 0 && (
        <button type="button" class="tool-button tool-hands" aria-haspopup="dialog" onClick={() => (shown.value = true)}>
          <Icon name="hand" size={16} />
          {words.value.hands(up.length)}
        </button>
      )}
      <Dialog id="hands" title={words.value.handsTitle} shown={shown}>
        {up.length === 0 && <p>{words.value.noHands}</p>}
        <ul class="dialog-list">
          {up.map(({ seat, progress }) => (
            <li key={seat.seat}>
              <button type="button" class="link-button" onClick={() => open(seat.seat)}>
                {pupilTitle(seat)}
              </button>
              <span>{progress.question}</span>
              <button type="button" class="tool-button" onClick={() => act({ type: "hand-down", seat: seat.seat })}>
                {words.value.handSeen}
              </button>
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  );
}
