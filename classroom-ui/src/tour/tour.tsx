/* SPDX-License-Identifier: MIT */
/*
 * The first use: a card at the foot of the page that goes through the views with a few sentences each, and a ring around the
 * place in the rail that is meant. It lies over nothing that one would press, and ends with Esc.
 */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { showView } from "../state/route";
import type { ViewName } from "../state/route-address";
import { endTour as end, tourAt as at } from "./tour-state";
import { tourSteps } from "./tour-steps";
import { words } from "./words";

export function Tour({ views }: { views: readonly ViewName[] }) {
  const w = words.value;
  const card = useRef<HTMLElement>(null);
  const now = at.value;
  const steps = tourSteps(views, Object.keys(w.stops));
  const step = now === null ? undefined : steps[now];
  // Before the card is painted: words and view belong together.
  useLayoutEffect(() => {
    if (!step) return undefined;
    showView(step.view);
    const meant = document.querySelector(`.rail a[href="${step.view === "class" ? "#/" : `#/${step.view}`}"]`);
    if (step.tells === step.view) meant?.classList.add("tour-meant");
    card.current?.focus();
    return () => meant?.classList.remove("tour-meant");
  }, [now]);
  const on = step !== undefined;
  useEffect(() => {
    if (!on) return undefined;
    const pressed = (event: KeyboardEvent) => {
      if (event.key === "Escape") end();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [on]);
  if (now === null || !step) return null;
  const said = step.tells === "welcome" ? w.welcome : step.tells === "done" ? w.done : w.stops[step.tells]!;
  const isLast = now === steps.length - 1;
  return (
    <section ref={card} class="tour" tabIndex={-1} aria-labelledby="tour-title" aria-live="polite">
      <h2 id="tour-title">{said.title}</h2>
      <p>{said.text}</p>
      <footer>
        <small>{w.of(now + 1, steps.length)}</small>
        <button type="button" class="plain-button" onClick={end}>
          {w.end}
        </button>
        <button type="button" class="plain-button" disabled={now === 0} onClick={() => (at.value = now - 1)}>
          {w.back}
        </button>
        <button type="button" class="main-button" onClick={() => (isLast ? end() : (at.value = now + 1))}>
          {isLast ? w.last : w.next}
        </button>
      </footer>
    </section>
  );
}
