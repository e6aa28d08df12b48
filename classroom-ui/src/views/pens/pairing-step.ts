/* SPDX-License-Identifier: MIT */
/* Where a pairing stands, in the words of a person who holds a pen: the wizard's states. Pure. */
import type { FleetPen, StatusAnswer } from "../../wire/pens";

export type PairingStep =
  | "unused" /* switched off in the configuration */
  | "absent" /* no bluetoothd */
  | "no-adapter"
  | "adapter-off"
  | "idle" /* nobody has asked for it */
  | "looking" /* on, and no new pen yet */
  | "seen"
  | "pairing"
  | "passkey"
  | "failed"
  | "taken";

export function roomStep(status: StatusAnswer): PairingStep {
  switch (status.bluetooth.state) {
    case "unused":
    case "absent":
    case "no-adapter":
      return status.bluetooth.state;
    case "off":
      return "adapter-off";
    case "ready":
      return status.bluetooth.pairing_s > 0 ? "looking" : "idle";
  }
}

/** `before`: the addresses that the school knew when the wizard was opened. */
export function penStep(pen: FleetPen, before: ReadonlySet<string>): PairingStep | null {
  if (pen.id !== 0) {
    if (before.has(pen.pen)) return null;
    return pen.state === "failed" ? "failed" : "taken";
  }
  if (pen.wants_passkey) return "passkey";
  if (pen.reason !== "" && pen.state !== "pairing" && pen.state !== "connecting") return "failed";
  if (pen.state === "pairing" || pen.state === "connecting" || pen.state === "waiting") return "pairing";
  return "seen";
}

export interface NewPen {
  readonly pen: FleetPen;
  readonly step: PairingStep;
}

/** What needs a person first, then what goes on, then what is done. */
const URGENCY: readonly PairingStep[] = ["passkey", "failed", "pairing", "seen", "taken"];

export function newPens(pens: readonly FleetPen[], before: ReadonlySet<string>): NewPen[] {
  const found = pens.flatMap((pen) => {
    const step = penStep(pen, before);
    return step ? [{ pen, step }] : [];
  });
  return found.sort((a, b) => URGENCY.indexOf(a.step) - URGENCY.indexOf(b.step) || (b.pen.strength ?? -999) - (a.pen.strength ?? -999));
}
