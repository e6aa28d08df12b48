/* SPDX-License-Identifier: MIT */
/* A button for what is not taken back by pressing it again: it asks once, in its own place. */
import { useState } from "preact/hooks";
import { t } from "../state/settings";

interface Properties {
  readonly label: string;
  readonly help: string;
  readonly disabled?: boolean;
  readonly id?: string;
  readonly onSure: () => Promise<unknown>;
}

export function SureButton({ label, help, disabled, id, onSure }: Properties) {
  const [asked, setAsked] = useState(false);
  const press = () => {
    setAsked(!asked);
    if (asked) void onSure();
  };
  return (
    <button
      type="button"
      id={id}
      class={`plain-button${asked ? " plain-button-sure" : ""}`}
      title={help}
      disabled={disabled ?? false}
      onClick={press}
      onBlur={() => setAsked(false)}
    >
      {asked ? `${label}：${t.value.pressAgain}` : label}
    </button>
  );
}
