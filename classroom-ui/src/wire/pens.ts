/* SPDX-License-Identifier: MIT */
/* Pens, bound or not, and how the daemon is: the part of docs/console-protocol.md that the control socket has too. */
import { fields, list, number, orNull, text, truth, word, type Fields } from "./fields";
import { readDownload, readProblem, readPupil, readStore } from "./messages";
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

function numberOrNull(from: Fields, key: string): number | null {
  return from[key] === null ? null : number(from, key);
}

function readTask(from: Fields): PenTask {
  return {
    name: word(from, "name", TASK_NAMES),
    state: word(from, "state", TASK_STATES),
    reason: text(from, "reason"),
    reason_zh: text(from, "reason_zh"),
  };
}

function readForecast(from: Fields): Forecast {
  return {
    hours: number(from, "hours"),
    percent_per_hour: number(from, "percent_per_hour"),
    from: word(from, "from", FORECAST_FROM),
  };
}

function readNumber(value: unknown): number {
  return number({ value }, "value");
}

/** Keys are the daemon's: a newer one may know more settings. */
function readSettings(from: Fields): Record<string, number> {
  for (const key of Object.keys(from)) number(from, key);
  return from as Record<string, number>;
}

function readPenPupil(from: Fields): PenPupil {
  return { ...readPupil(from), ...(from["class"] !== undefined && { class: text(from, "class") }) };
}

export function readFleetPen(value: unknown): FleetPen {
  const from = fields(value);
  return {
    pen: text(from, "pen"),
    id: number(from, "id"),
    name: text(from, "name"),
    model: text(from, "model"),
    firmware: text(from, "firmware"),
    driver: text(from, "driver"),
    battery: numberOrNull(from, "battery"),
    last_seen_ms: number(from, "last_seen_ms"),
    retired: truth(from, "retired"),
    kept: truth(from, "kept"),
    password: truth(from, "password"),
    pupil: orNull(from, "pupil", readPenPupil),
    teacher: truth(from, "teacher"),
    task: orNull(from, "task", readTask),
    forecast: orNull(from, "forecast", readForecast),
    unclaimed: number(from, "unclaimed"),
    state: word(from, "state", FLEET_PEN_STATES),
    reason: text(from, "reason"),
    link: text(from, "link"),
    place: text(from, "place"),
    charging: truth(from, "charging"),
    memory: numberOrNull(from, "memory"),
    settings: readSettings(fields(from["settings"])),
    download: orNull(from, "download", readDownload),
    strength: numberOrNull(from, "strength"),
    wants_passkey: truth(from, "wants_passkey"),
  };
}

function readAdapter(value: unknown): Adapter {
  const from = fields(value);
  return {
    name: text(from, "name"),
    address: text(from, "address"),
    powered: truth(from, "powered"),
    discovering: truth(from, "discovering"),
    links: number(from, "links"),
    capacity: number(from, "capacity"),
  };
}

function readUsbPen(value: unknown): UsbPen {
  const from = fields(value);
  return {
    path: text(from, "path"),
    place: text(from, "place"),
    model: text(from, "model"),
    state: word(from, "state", USB_STATES),
    reason: text(from, "reason"),
  };
}

function readConflict(value: unknown): EnrolmentConflict {
  const from = fields(value);
  return { number: number(from, "number"), pen: text(from, "pen"), other: text(from, "other") };
}

export function readStatus(from: Fields): StatusAnswer {
  const bluetooth = fields(from["bluetooth"]);
  const pens = fields(from["pens"]);
  const enrolment = fields(from["enrolment"]);
  return {
    type: "status",
    request: number(from, "request"),
    version: text(from, "version"),
    since_ms: number(from, "since_ms"),
    store: readStore(fields(from["store"])),
    bluetooth: {
      state: word(bluetooth, "state", BLUETOOTH_STATES),
      pairing_s: number(bluetooth, "pairing_s"),
      adapters: list(bluetooth, "adapters", readAdapter),
    },
    usb: list(from, "usb", readUsbPen),
    consoles: number(from, "consoles"),
    pens: { known: number(pens, "known"), bound: number(pens, "bound"), here: number(pens, "here") },
    enrolment: {
      left_s: number(enrolment, "left_s"),
      bound: number(enrolment, "bound"),
      possible: truth(enrolment, "possible"),
      numbers: list(enrolment, "numbers", readNumber),
      conflicts: list(enrolment, "conflicts", readConflict),
    },
    problems: list(from, "problems", readProblem),
  };
}
