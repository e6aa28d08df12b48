/* SPDX-License-Identifier: MIT */
/* The way of the tour through the views that are there. Pure. */

export interface Step<Name extends string> {
  /** The view to be shown. */
  readonly view: Name;
  /** "welcome", "done", or the view whose words are told. */
  readonly tells: string;
}

/** A view without words has no stop. */
export function tourSteps<Name extends string>(views: readonly Name[], told: readonly string[]): Step<Name>[] {
  const first = views[0];
  if (first === undefined) return [];
  return [
    { view: first, tells: "welcome" },
    ...views.filter((view) => told.includes(view)).map((view) => ({ view, tells: view as string })),
    { view: first, tells: "done" },
  ];
}
