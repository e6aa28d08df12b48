/* SPDX-License-Identifier: MIT */
/* Which view is shown, kept in the address so that the browser's Back works: #/ , #/seat/12 , #/seat/12/copy/55 . */
import { signal } from "@preact/signals";

export type Route =
  | { readonly view: "class" }
  | { readonly view: "page"; readonly seat: number; readonly copy: number | null };

export function parseRoute(hash: string): Route {
  const match = /^#\/seat\/(\d{1,5})(?:\/copy\/(\d{1,10}))?$/.exec(hash);
  if (!match) return { view: "class" };
  return { view: "page", seat: Number(match[1]), copy: match[2] === undefined ? null : Number(match[2]) };
}

export function routeHash(route: Route): string {
  if (route.view === "class") return "#/";
  return `#/seat/${route.seat}` + (route.copy === null ? "" : `/copy/${route.copy}`);
}

export const route = signal<Route>({ view: "class" });

export function followAddress(): void {
  const read = () => (route.value = parseRoute(location.hash));
  addEventListener("hashchange", read);
  read();
}

export function showClass(): void {
  location.hash = routeHash({ view: "class" });
}

export function showSeat(seat: number): void {
  const next: Route = { view: "page", seat, copy: null };
  // From pupil to pupil is one step of history: Back leads to the class.
  if (route.value.view === "page") location.replace(routeHash(next));
  else location.hash = routeHash(next);
}

export function showCopy(seat: number, copy: number | null): void {
  location.replace(routeHash({ view: "page", seat, copy }));
}
