/* SPDX-License-Identifier: MIT */
/* A field that refuses at its own place: what was typed is gone, what was wrong with it and the mend stand below. */
import { useSignal } from "@preact/signals";
import type { Note } from "./document";
import { inWords } from "./words";

interface Properties {
  readonly label: string;
  readonly id?: string;
  readonly class?: string;
  readonly value: string | number;
  /** To be chosen among; left out: typed. */
  readonly options?: readonly (readonly [string | number, string])[];
  readonly list?: string;
  readonly maxLength?: number;
  readonly readOnly?: boolean;
  readonly inputMode?: "decimal";
  /** Null: it is so now. */
  readonly take: (text: string) => Note | null | void;
}

export function Field({ label, options, take, ...rest }: Properties) {
  const refused = useSignal<Note | null>(null);
  const shared = {
    ...rest,
    "aria-invalid": refused.value !== null,
    onChange: ({ currentTarget }: { readonly currentTarget: { value: string } }) => {
      refused.value = take(currentTarget.value) ?? null;
      if (refused.value) currentTarget.value = String(rest.value);
    },
  };
  return (
    <>
      <label>
        {label}
        {options ? (
          <select {...shared}>
            {options.map(([value, text]) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        ) : (
          <input {...shared} />
        )}
      </label>
      {refused.value && <p class="sheet-bad" role="alert">{inWords(refused.value)}</p>}
    </>
  );
}
