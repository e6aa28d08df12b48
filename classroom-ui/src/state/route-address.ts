/* SPDX-License-Identifier: MIT */
/* Views as addresses: #/ , #/seat/12 , #/seat/12/copy/55 . Pure. */

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
