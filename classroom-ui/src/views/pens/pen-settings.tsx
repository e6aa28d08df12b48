/* SPDX-License-Identifier: MIT */
/* Settings as the pen told them last, and its password. What is changed shows when the pen says it is so. */
import { useState } from "preact/hooks";
import type { FleetPen } from "../../wire/pens";
import { wish } from "./pens-state";
import { words } from "./words";

/** Of those that are no switches: what the daemon takes. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  "auto-power-off-min": [5, 3600],
  sensitivity: [0, 4],
};

function NumberSetting({ pen, name, value }: { pen: string; name: string; value: number }) {
  const w = words.value;
  const [typed, setTyped] = useState(String(value));
  const range = RANGES[name] ?? [0, 65535];
  const id = `setting-${name}`;
  const submit = (event: Event) => {
    event.preventDefault();
    void wish({ type: "pen-setting", pen, setting: name, value: Number(typed) });
  };
  return (
    <form class="pen-choice" onSubmit={submit}>
      <label for={id}>{w.settingNames[name] ?? name}</label>
      <input
        id={id}
        type="number"
        min={range[0]}
        max={range[1]}
        required
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <button type="submit" class="plain-button" disabled={Number(typed) === value}>
        {w.change}
      </button>
    </form>
  );
}

function Switch({ pen, name, value }: { pen: string; name: string; value: number }) {
  const w = words.value;
  return (
    <div class="pen-choice">
      <span>{w.settingNames[name] ?? name}</span>
      <button
        type="button"
        role="switch"
        class="plain-button"
        aria-checked={value !== 0}
        aria-label={w.settingNames[name] ?? name}
        onClick={() => void wish({ type: "pen-setting", pen, setting: name, value: value === 0 ? 1 : 0 })}
      >
        {value === 0 ? w.off : w.on}
      </button>
    </div>
  );
}

function Password({ pen }: { pen: FleetPen }) {
  const w = words.value;
  const [typed, setTyped] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    void wish({ type: "pen-password", pen: pen.pen, password: typed });
    setTyped("");
  };
  return (
    <form class="pen-password" onSubmit={submit}>
      <label for="pen-password">
        {w.passwordNew} <small>{pen.password ? w.passwordKept : w.passwordNone}</small>
      </label>
      <span>
        <input
          id="pen-password"
          type="text"
          autocomplete="off"
          maxLength={16}
          pattern="[ -~]*"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <button type="submit" class="plain-button">
          {w.passwordSave}
        </button>
      </span>
    </form>
  );
}

export function PenSettings({ pen }: { pen: FleetPen }) {
  const w = words.value;
  const settings = Object.entries(pen.settings);
  return (
    <details class="pen-settings">
      <summary>{w.settings}</summary>
      {settings.length === 0 && <p>{w.noSettings}</p>}
      {settings.map(([name, value]) =>
        name in RANGES ? (
          <NumberSetting key={`${name} ${value}`} pen={pen.pen} name={name} value={value} />
        ) : (
          <Switch key={name} pen={pen.pen} name={name} value={value} />
        ),
      )}
      <h3>{w.password}</h3>
      <Password pen={pen} />
    </details>
  );
}
