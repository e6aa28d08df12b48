/* SPDX-License-Identifier: MIT */
/* The pairing wizard: what the room's Bluetooth says, then each new pen and what it needs. */
import { signal } from "@preact/signals";
import { useMemo, useState } from "preact/hooks";
import { Dialog } from "../../parts/dialog";
import { Icon, type IconName } from "../../parts/icon";
import { newPens, roomStep, type NewPen, type PairingStep } from "./pairing-step";
import { pens, refusal, refusalText, status, wish } from "./pens-state";
import { words } from "./words";

export const pairingShown = signal(false);

const PAIRING_S = 120;

const ICONS: Record<PairingStep, IconName> = {
  unused: "unlinked", absent: "unlinked", "no-adapter": "unlinked", "adapter-off": "power", idle: "none", looking: "dots",
  seen: "signal", pairing: "dots", passkey: "lock", failed: "warning", taken: "check",
};

function Step({ step, reason }: { step: PairingStep; reason?: string }) {
  const [what, mend] = words.value.steps[step];
  return (
    <div class={`pairing-step pairing-step-${step}`}>
      <Icon name={ICONS[step]} />
      <strong>{what}</strong>
      <span>{mend}</span>
      {reason && <small lang="en">{reason}</small>}
    </div>
  );
}

function Passkey({ pen }: { pen: string }) {
  const w = words.value;
  const [typed, setTyped] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    void wish({ type: "pen-passkey", pen, passkey: Number(typed) });
  };
  return (
    <form class="pen-choice" onSubmit={submit}>
      <label for={`passkey-${pen}`}>{w.passkey}</label>
      <input
        id={`passkey-${pen}`}
        inputMode="numeric"
        pattern="[0-9]{1,6}"
        required
        autocomplete="off"
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <button type="submit" class="plain-button">
        {w.passkeySend}
      </button>
    </form>
  );
}

function Pen({ pen, step }: NewPen) {
  const w = words.value;
  return (
    <li>
      <h3>
        {pen.model || pen.name || pen.pen}
        <small>{pen.pen}</small>
      </h3>
      <Step step={step} reason={pen.reason} />
      {(step === "seen" || step === "failed") && pen.id === 0 && (
        <button type="button" class="plain-button" onClick={() => void wish({ type: "pen-take", pen: pen.pen })}>
          {step === "seen" ? w.take : w.retry}
        </button>
      )}
      {step === "passkey" && <Passkey pen={pen.pen} />}
    </li>
  );
}

function Wizard() {
  const w = words.value;
  const now = status.value;
  const all = pens.value?.pens;
  const before = useMemo(() => new Set((all ?? []).filter((pen) => pen.id !== 0).map((pen) => pen.pen)), [all !== undefined]);
  if (!now || !all) return <p>{w.loading}</p>;
  const step = roomStep(now);
  const found = newPens(all, before);
  return (
    <>
      {refusal.value && (
        <p class="refusal" role="alert">
          {refusalText()}
        </p>
      )}
      <div aria-live="polite">
        {(found.length === 0 || (step !== "looking" && step !== "idle")) && <Step step={step} />}
        <ul class="pairing-pens">
          {found.map((one) => (
            <Pen key={one.pen.pen} {...one} />
          ))}
        </ul>
      </div>
      {step === "idle" && (
        <button type="button" class="main-button" onClick={() => void wish({ type: "pairing-start", seconds: PAIRING_S })}>
          {w.pairingStart}
        </button>
      )}
      {step === "looking" && (
        <p class="pairing-left">
          {w.pairingLeft(now.bluetooth.pairing_s)}
          <button type="button" class="plain-button" onClick={() => void wish({ type: "pairing-stop" })}>
            {w.pairingStop}
          </button>
        </p>
      )}
    </>
  );
}

export function Pairing() {
  return (
    <Dialog id="pairing" title={words.value.pairingTitle} shown={pairingShown}>
      <Wizard />
    </Dialog>
  );
}
