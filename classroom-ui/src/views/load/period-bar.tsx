/* SPDX-License-Identifier: MIT */
/* Which days are shown, and the way to the ones before and after. */
import type { ComponentChildren } from "preact";
import { useKeys } from "../../parts/keys";
import { IconButton } from "../../parts/icon-button";
import { words } from "./words";

interface Properties {
  readonly from: string;
  readonly until: string;
  readonly back: number;
  readonly onBack: (back: number) => void;
  readonly children?: ComponentChildren;
}

const BACK_MAX = 520;

export function PeriodBar({ from, until, back, onBack, children }: Properties) {
  const earlier = () => onBack(Math.min(back + 1, BACK_MAX));
  const later = () => onBack(Math.max(back - 1, 0));
  useKeys({ "[": earlier, "]": later });
  return (
    <div class="load-period">
      {children}
      <IconButton icon="back" label={words.value.earlier} shortcut="[" onClick={earlier} />
      <strong class="load-span" aria-live="polite">
        {words.value.span(from, until)}
      </strong>
      <IconButton icon="forward" label={words.value.later} shortcut="]" disabled={back === 0} onClick={later} />
    </div>
  );
}
