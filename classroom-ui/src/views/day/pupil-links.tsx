/* SPDX-License-Identifier: MIT */
/* Pupils as links to their pages; the first few, and how many more. */
import { pupilTitle } from "../../parts/pupil";
import { routeHash } from "../../state/route-address";
import type { Seat } from "../../wire/messages";
import { words } from "./words";

const N_SHOWN = 12;

export function PupilLinks({ seats, note }: { seats: readonly Seat[]; note?: (seat: Seat) => string }) {
  return (
    <ul class="pupil-links">
      {seats.slice(0, N_SHOWN).map((seat) => (
        <li key={seat.seat}>
          <a href={routeHash({ view: "page", seat: seat.seat, copy: null })}>
            {pupilTitle(seat)}
            {note && <small>{note(seat)}</small>}
          </a>
        </li>
      ))}
      {seats.length > N_SHOWN && <li>{words.value.more(seats.length - N_SHOWN)}</li>}
    </ul>
  );
}
