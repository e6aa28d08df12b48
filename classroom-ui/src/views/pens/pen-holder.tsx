/* SPDX-License-Identifier: MIT */
/* Whose a pen is: give it, change it with another's, take it back. */
import { useState } from "preact/hooks";
import { classState } from "../../state/console";
import type { FleetPen } from "../../wire/pens";
import { inOrder, isOurs } from "./pen-figures";
import { holder } from "./pen-table";
import { pens, wish } from "./pens-state";
import { words } from "./words";

interface ChoiceProperties {
  readonly id: string;
  readonly label: string;
  readonly action: string;
  readonly options: readonly (readonly [value: string, shown: string])[];
  readonly onChoose: (value: string) => void;
}

function Choice({ id, label, action, options, onChoose }: ChoiceProperties) {
  const [value, setValue] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    if (value !== "") onChoose(value);
  };
  return (
    <form class="pen-choice" onSubmit={submit}>
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => setValue(event.currentTarget.value)}>
        <option value="">{words.value.chosen}</option>
        {options.map(([key, shown]) => (
          <option key={key} value={key}>
            {shown}
          </option>
        ))}
      </select>
      <button type="submit" class="plain-button" disabled={value === ""}>
        {action}
      </button>
    </form>
  );
}

export function PenHolder({ pen }: { pen: FleetPen }) {
  const w = words.value;
  const pupils = (classState.value?.seats ?? []).flatMap((seat) => (seat.pupil ? [seat.pupil] : []));
  const others = inOrder(pens.value?.pens ?? []).filter((one) => one.pen !== pen.pen && one.pupil !== null && isOurs(one));
  const sorted = [...pupils].sort((a, b) => a.number - b.number);
  return (
    <section>
      <Choice
        id="pen-give"
        label={w.giveTo}
        action={w.give}
        options={sorted.map((pupil) => [String(pupil.number), w.numberName(pupil.number, pupil.name)])}
        onChoose={(value) => void wish({ type: "pen-bind", pen: pen.pen, pupil: Number(value) })}
      />
      {others.length > 0 && (
        <Choice
          id="pen-swap"
          label={w.swapWith}
          action={w.swap}
          options={others.map((one) => [one.pen, holder(one)])}
          onChoose={(value) => void wish({ type: "pen-swap", pen: pen.pen, other: value })}
        />
      )}
      {(pen.pupil || pen.teacher) && (
        <button type="button" class="plain-button" onClick={() => void wish({ type: "pen-unbind", pen: pen.pen })}>
          {w.unbind}
        </button>
      )}
    </section>
  );
}
