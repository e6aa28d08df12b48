/* SPDX-License-Identifier: MIT */
/* A button for what is not taken back by pressing it again: it asks once, in its own place. */
import { useState } from "preact/hooks";
import { words } from "./words";

interface Properties {
  readonly label: string;
  readonly help: string;
  readonly disabled?: boolean;
  readonly onSure: () => Promise<boolean>;
}

export function SureButton({ label, help, disabled, onSure }: Properties) {
  const [asked, setAsked] = useState(false);
  const press = () => {
    setAsked(!asked);
    if (asked) void onSure();
  };
  return (
    <button
      type="button"
      class={`plain-button${asked ? " plain-button-sure" : ""}`}
      title={help}
      disabled={disabled ?? false}
      onClick={press}
      onBlur={() => setAsked(false)}
    >
      {asked ? `${label}：${words.value.sure}` : label}
    </button>
  );
}
