/* SPDX-License-Identifier: MIT */
/* Pens, bound or not, and how the daemon is: the part of docs/console-protocol.md that the control socket has too. */
import { list, number, numberOrNull, object, orNull, record, text, truth, maybe, word, type Fields } from "./fields";
import { pupil, readDownload, readProblem, readStore } from "./parts";
import type { Download, Problem, Pupil, Store } from "./messages";

export const FLEET_PEN_STATES = [
  "connecting", "ready", "away", "locked", "failed", "off", "seen", "waiting", "pairing",
] as const;
export const TASK_NAMES = ["find", "setting", "password", "fetch"] as const;
export const TASK_STATES = ["waiting", "under-way", "done", "failed"] as const;
export const FORECAST_FROM = ["pen", "model", "default"] as const;
export const BLUETOOTH_STATES = ["unused", "absent", "no-adapter", "off", "ready"] as const;
export const USB_STATES = ["opening", "linked", "busy", "forbidden", "failed"] as const;

export interface PenTask {
  readonly name: (typeof TASK_NAMES)[number];
  readonly state: (typeof TASK_STATES)[number];
  readonly reason: string;
  readonly reason_zh: string;
}

/** How long its battery will last, and by whose use that is reckoned. */
export interface Forecast {
  readonly hours: number;
  readonly percent_per_hour: number;
  readonly from: (typeof FORECAST_FROM)[number];
}

/** `class`: of a pupil of another class than the open one. */
export interface PenPupil extends Pupil {
  readonly class?: string;
}

export interface FleetPen {
  /** Its address, by which it is asked for. */
  readonly pen: string;
  /** 0: on the air, but never taken. */
  readonly id: number;
  readonly name: string;
  readonly model: string;
  readonly firmware: string;
  readonly driver: string;
  readonly battery: number | null;
  readonly last_seen_ms: number;
  readonly retired: boolean;
  /** There is consent to keep its holder's ink. */
  readonly kept: boolean;
  readonly password: boolean;
  readonly pupil: PenPupil | null;
  readonly teacher: boolean;
  readonly task: PenTask | null;
  readonly forecast: Forecast | null;
  /** Pages with its ink that are nobody's. */
  readonly unclaimed: number;
  readonly state: (typeof FLEET_PEN_STATES)[number];
  readonly reason: string;
  readonly link: string;
  readonly place: string;
  readonly charging: boolean;
  readonly memory: number | null;
  readonly settings: Readonly<Record<string, number>>;
  readonly download: Download | null;
  readonly strength: number | null;
  readonly wants_passkey: boolean;
}

export interface PensAnswer {
  readonly type: "pens";
  readonly request: number;
  /** When school is out today. */
  readonly day_ends_ms: number;
  readonly pens: readonly FleetPen[];
}

export interface Adapter {
  readonly name: string;
  readonly address: string;
  readonly powered: boolean;
  readonly discovering: boolean;
  readonly links: number;
  readonly capacity: number;
}

export interface UsbPen {
  readonly path: string;
  readonly place: string;
  readonly model: string;
  readonly state: (typeof USB_STATES)[number];
  readonly reason: string;
}

export interface EnrolmentConflict {
  readonly number: number;
  readonly pen: string;
  readonly other: string;
}

export interface StatusAnswer {
  readonly type: "status";
  readonly request: number;
  readonly version: string;
  readonly since_ms: number;
  readonly store: Store;
  readonly bluetooth: {
    readonly state: (typeof BLUETOOTH_STATES)[number];
    readonly pairing_s: number;
    readonly adapters: readonly Adapter[];
  };
  readonly usb: readonly UsbPen[];
  readonly consoles: number;
  readonly pens: { readonly known: number; readonly bound: number; readonly here: number };
  readonly enrolment: {
    readonly left_s: number;
    readonly bound: number;
    /** A page of dots is configured for the roster sheet. */
    readonly possible: boolean;
    readonly numbers: readonly number[];
    readonly conflicts: readonly EnrolmentConflict[];
  };
  readonly problems: readonly Problem[];
}

export type PensQuestion =
  | { readonly type: "status" | "pens" | "pairing-stop" | "enrolment-stop" }
  | {
      readonly type: "pen-find" | "pen-fetch" | "pen-unbind" | "pen-retire" | "pen-take" | "pen-forget";
      readonly pen: string;
    }
  | { readonly type: "pen-setting"; readonly pen: string; readonly setting: string; readonly value: number }
  | { readonly type: "pen-password"; readonly pen: string; readonly password: string }
  | { readonly type: "pen-bind"; readonly pen: string; readonly pupil: number }
  | { readonly type: "pen-swap"; readonly pen: string; readonly other: string }
  | { readonly type: "pen-passkey"; readonly pen: string; readonly passkey: number }
  | { readonly type: "pairing-start" | "enrolment-start"; readonly seconds: number };


const readTask = record<PenTask>({
  name: word(TASK_NAMES),
  state: word(TASK_STATES),
  reason: text,
  reason_zh: text,
});

const readForecast = record<Forecast>({
  hours: number,
  percent_per_hour: number,
  from: word(FORECAST_FROM),
});


/** Keys are the daemon's: a newer one may know more settings. */
function readSettings(of: Fields, key: string): Record<string, number> {
  const from = object(of, key);
  for (const name of Object.keys(from)) number(from, name);
  return from as Record<string, number>;
}

const readPenPupil = record<PenPupil>({ ...pupil, class: maybe(text) });

export const readFleetPen = record<FleetPen>({
  pen: text,
  id: number,
  name: text,
  model: text,
  firmware: text,
  driver: text,
  battery: numberOrNull,
  last_seen_ms: number,
  retired: truth,
  kept: truth,
  password: truth,
  pupil: orNull(readPenPupil),
  teacher: truth,
  task: orNull(readTask),
  forecast: orNull(readForecast),
  unclaimed: number,
  state: word(FLEET_PEN_STATES),
  reason: text,
  link: text,
  place: text,
  charging: truth,
  memory: numberOrNull,
  settings: readSettings,
  download: orNull(readDownload),
  strength: numberOrNull,
  wants_passkey: truth,
});

const readAdapter = record<Adapter>({
  name: text,
  address: text,
  powered: truth,
  discovering: truth,
  links: number,
  capacity: number,
});

const readUsbPen = record<UsbPen>({
  path: text,
  place: text,
  model: text,
  state: word(USB_STATES),
  reason: text,
});

const readConflict = record<EnrolmentConflict>({ number, pen: text, other: text });

export const readStatus = record<StatusAnswer>({
  type: word(["status"]),
  request: number,
  version: text,
  since_ms: number,
  store: readStore,
  bluetooth: record({ state: word(BLUETOOTH_STATES), pairing_s: number, adapters: list(readAdapter) }),
  usb: list(readUsbPen),
  consoles: number,
  pens: record({ known: number, bound: number, here: number }),
  enrolment: record({
    left_s: number,
    bound: number,
    possible: truth,
    numbers: list(number),
    conflicts: list(readConflict),
  }),
  problems: list(readProblem),
});
