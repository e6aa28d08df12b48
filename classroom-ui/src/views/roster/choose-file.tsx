/* SPDX-License-Identifier: MIT */
/* A file by choosing or dropping it. */
import { useState } from "preact/hooks";
import { className, lookAt } from "./roster-state";
import { words } from "./words";

export function ClassName({ onCommit }: { onCommit?: () => void }) {
  const w = words.value;
  return (
    <label class="roster-class">
      {w.className}
      <input
        id="roster-class"
        placeholder={w.classNameHint}
        value={className.value}
        onInput={(event) => (className.value = event.currentTarget.value)}
        onChange={() => onCommit?.()}
      />
    </label>
  );
}

export function ChooseFile() {
  const w = words.value;
  const [over, setOver] = useState(false);
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file) void lookAt(file);
  };
  return (
    <>
      <p>{w.importHelp}</p>
      <p>{w.noCitizen}</p>
      <ClassName />
      <div
        class={`roster-drop${over ? " over" : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer?.files);
        }}
      >
        {w.drop}
        <label class="main-button">
          {w.choose}
          <input
            id="roster-file"
            class="unseen"
            type="file"
            accept=".xlsx,.csv,.txt,.zip"
            onChange={(event) => take(event.currentTarget.files)}
          />
        </label>
      </div>
    </>
  );
}
