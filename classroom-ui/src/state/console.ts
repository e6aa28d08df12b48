/* SPDX-License-Identifier: MIT */
/*
 * The console's one state: who is logged in, whether the line lives, the class, and the ink of each seat.
 * Messages come in here and nowhere else; views read signals, canvases are told when their ink grew.
 */
import { batch, computed, signal } from "@preact/signals";
import { SeatInk } from "../ink/seat-ink";
import { browserSurroundings } from "../wire/browser-surroundings";
import { logOut, whoAmI, type Teacher } from "../wire/http";
import type { InkFrame } from "../wire/ink-frame";
import type { Change, Seat, Snapshot } from "../wire/messages";
import { ConsoleSocket, SUBPROTOCOL } from "../wire/socket";
import { route, showClass } from "./route";
import { fromSnapshot, seatOf, withChange, withoutNames, type ClassState } from "./class-state";

export type Session = "unknown" | "nobody" | "unreachable" | Teacher;

export type Connection =
  | { readonly type: "opening" }
  | { readonly type: "live" }
  | { readonly type: "down"; readonly sinceMs: number };

export const session = signal<Session>("unknown");
export const connection = signal<Connection>({ type: "opening" });
export const classState = signal<ClassState | null>(null);

/** It said something this page does not understand; a page loaded anew would. */
export const daemonIsNewer = signal(false);

/** Server time minus ours: the clocks of classroom PCs are what they are. */
export const clockOffsetMs = signal(0);

export const teacher = computed(() => (typeof session.value === "object" ? session.value : null));

type InkListener = () => void;

const inks = new Map<number, SeatInk>();
const inkListeners = new Map<number, Set<InkListener>>();

export function seatInk(seat: number): SeatInk {
  let ink = inks.get(seat);
  if (!ink) {
    ink = new SeatInk();
    inks.set(seat, ink);
  }
  return ink;
}

/** Calls back whenever this seat's ink has grown; returns how to stop it. */
export function watchInk(seat: number, listener: InkListener): () => void {
  let listeners = inkListeners.get(seat);
  if (!listeners) {
    listeners = new Set();
    inkListeners.set(seat, listeners);
  }
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function inkGrew(seat: number): void {
  for (const listener of inkListeners.get(seat) ?? []) listener();
}

export function seatNow(seat: number): Seat | null {
  return seatOf(classState.value, seat);
}

/** Another class sits here: nothing of the one before may linger, and no seat's page is of the same pupil. */
function changeClass(): void {
  inks.clear();
  if (route.peek().view === "page") showClass();
}

function takeSnapshot(message: Snapshot): void {
  const before = classState.peek()?.class.id;
  if (before !== undefined && before !== message.class.id) changeClass();
  for (const seat of message.seats) {
    seatInk(seat.seat).expect(seat.page?.copy ?? null);
    inkGrew(seat.seat);
  }
  clockOffsetMs.value = message.server_ms - Date.now();
  take(fromSnapshot(message), message.class.hide_names);
}

/** What the daemon may not know yet: it was said while the line was down. */
let namesWish: boolean | null = null;

/** `hides`: as the daemon said in this message; else what is known may be our own wish only. */
function take(state: ClassState, hides: boolean | undefined): void {
  if (namesWish === hides) namesWish = null;
  classState.value = namesWish === true ? withoutNames(state) : state;
}

function takeChange(message: Change): void {
  // Of another page ink follows; of none, nothing tells the card otherwise.
  for (const { seat, page } of message.seats ?? [])
    if (!page) {
      seatInk(seat).expect(null);
      inkGrew(seat);
    }
  if (classState.value) take(withChange(classState.value, message), message.class?.hide_names);
}

function takeInk(frame: InkFrame): void {
  seatInk(frame.seat).take(frame);
  inkGrew(frame.seat);
}

function takeLive(live: boolean): void {
  if (live) {
    connection.value = { type: "live" };
    if (namesWish !== null) hideNames(namesWish);
  } else if (connection.value.type === "live") connection.value = { type: "down", sinceMs: Date.now() };
}

/** The line is gone: was it the network, or has the session ended? Only HTTP can tell. */
async function askWhy(): Promise<void> {
  if ((await whoAmI()) === "nobody") leave();
}

const socket = new ConsoleSocket(
  {
    snapshot: (message) => batch(() => takeSnapshot(message)),
    change: takeChange,
    ink: takeInk,
    live: takeLive,
    lost: () => void askWhy(),
    strange: () => (daemonIsNewer.value = true),
  },
  browserSurroundings,
);

export const requests = socket.requests;

function leave(): void {
  socket.stop();
  inks.clear();
  batch(() => {
    session.value = "nobody";
    classState.value = null;
    connection.value = { type: "opening" };
  });
}

export async function enter(): Promise<void> {
  const me = await whoAmI();
  session.value = me;
  if (typeof me !== "object") return;
  if (me.protocol === SUBPROTOCOL) socket.start();
  else daemonIsNewer.value = true;
}

export async function quit(): Promise<void> {
  await logOut();
  leave();
}

/** At once, whether the line lives or not; the daemon hears of it as soon as it does. */
export function hideNames(hide: boolean): void {
  namesWish = hide;
  if (hide && classState.value) classState.value = withoutNames(classState.value);
  requests.tell({ type: "hide-names", hide });
}

/** Do not let a teacher wait for a timer when the network is back or the page is looked at again. */
export function hurryWhenUseful(): void {
  const hurry = () => {
    if (teacher.value) socket.hurry();
    else if (session.value === "unreachable") void enter();
  };
  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) hurry();
  });
}
