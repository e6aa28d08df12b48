/* SPDX-License-Identifier: MIT */
/* Which view is shown, kept in the address so that the browser's Back works. */
import { signal } from "@preact/signals";
import { parseRoute, routeHash, type Route, type ViewName } from "./route-address";

export const route = signal<Route>({ view: "class", path: [] });

function take(next: Route): void {
  if (routeHash(next) !== routeHash(route.peek())) route.value = next;
}

export function followAddress(): void {
  const read = () => take(parseRoute(location.hash));
  addEventListener("hashchange", read);
  read();
}

/** The view changes at once; the browser's own word of the new address comes a task later and is no news. */
function go(next: Route, replaces: boolean): void {
  if (replaces) location.replace(routeHash(next));
  else location.hash = routeHash(next);
  take(next);
}

export function showClass(): void {
  showView("class");
}

/** A step within a view (`replaces`) is no step of the browser's history. */
export function showView(view: ViewName, path: readonly string[] = [], replaces = false): void {
  go({ view, path }, replaces);
}

export function showSeat(seat: number): void {
  // From pupil to pupil is one step of history: Back leads to the class.
  go({ view: "page", seat, copy: null }, route.peek().view === "page");
}

export function showCopy(seat: number, copy: number | null): void {
  go({ view: "page", seat, copy }, true);
}
