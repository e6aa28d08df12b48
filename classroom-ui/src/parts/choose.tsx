/* SPDX-License-Identifier: MIT */
/* A choice that its button carries out: the arrow keys change a closed list at every press. */
import { useState } from "preact/hooks";
import { classState } from "../state/console";
import { pupilTitle } from "./pupil";

interface Properties {
  readonly label: string;
  /** What the button does. */
  readonly act: string;
  /** What holds now; 0: nothing. */
  readonly value: number;
  /** What 0 is called; it is no choice. */
  readonly none: string;
  readonly options: readonly (readonly [value: number, text: string | number])[];
  readonly onAct: (value: number) => void;
}

export function pupilOptions(): [number, string][] {
  return (classState.value?.seats ?? [])
    .flatMap((seat) => (seat.pupil ? [[seat.pupil.number, `${seat.pupil.name === undefined ? "" : seat.pupil.number} ${pupilTitle(seat)}`] as [number, string]] : []))
    .sort(([a], [b]) => a - b);
}

export function Choose({ label, act, value, none, options, onAct }: Properties) {
  const [chosen, setChosen] = useState(0);
  const shown = chosen || value;
  const press = () => {
    setChosen(0);
    onAct(shown);
  };
  return (
    <span class="choose">
      <select aria-label={label} value={shown} onChange={({ currentTarget }) => setChosen(Number(currentTarget.value))}>
        {shown === 0 && <option value={0}>{none}</option>}
        {options.map(([one, text]) => (
          <option key={one} value={one}>{text}</option>
        ))}
      </select>
      <button type="button" class="tool-button" aria-label={`${act}: ${label}`} disabled={shown === value} onClick={press}>
        {act}
      </button>
    </span>
  );
}
