/* SPDX-License-Identifier: MIT */
/* How a seat's pupil is called: by name, or by number where names are hidden. A teacher's name is no secret. */
import { t } from "../state/settings";
import type { Seat } from "../wire/messages";

export function pupilTitle(seat: Seat): string {
  if (!seat.pupil) return seat.teacher ?? t.value.emptySeat;
  return seat.pupil.name || t.value.seatNumber(seat.pupil.number);
}
