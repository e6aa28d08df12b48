/* SPDX-License-Identifier: MIT */
/* Views as addresses: #/ , #/seat/12 , #/seat/12/copy/55 , #/marking/3 . Pure. */

/** The main views by the names of their addresses; "class" is where one begins. */
export const VIEW_NAMES = ["class", "day", "board", "pens", "wall", "sheet", "roster", "projector", "marking", "questions", "load", "school"] as const;
export type ViewName = (typeof VIEW_NAMES)[number];

export type Route =
  | { readonly view: "page"; readonly seat: number; readonly copy: number | null }
  | { readonly view: ViewName; readonly path: readonly string[] };

const PATH_PARTS_MAX = 4;
const CLASS: Route = { view: "class", path: [] };

function mainView(hash: string): Route {
  const [name, ...path] = hash.replace(/^#\/?/, "").split("/");
  const view = VIEW_NAMES.find((known) => known === name);
  return view === undefined || path.length > PATH_PARTS_MAX ? CLASS : { view, path: path.map(decoded) };
}

/** Somebody may type anything into the address. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function parseRoute(hash: string): Route {
  const match = /^#\/seat\/(\d{1,5})(?:\/copy\/(\d{1,10}))?$/.exec(hash);
  if (!match) return mainView(hash);
  return { view: "page", seat: Number(match[1]), copy: match[2] === undefined ? null : Number(match[2]) };
}

export function routeHash(route: Route): string {
  if (route.view === "page") return `#/seat/${route.seat}` + (route.copy === null ? "" : `/copy/${route.copy}`);
  const parts = [route.view, ...route.path].map(encodeURIComponent);
  return route.view === "class" && route.path.length === 0 ? "#/" : `#/${parts.join("/")}`;
}
