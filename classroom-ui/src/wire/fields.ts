/* SPDX-License-Identifier: MIT */
/* Reading one JSON object strictly: a field that is missing or of another type refuses the whole message. */

export class Refused extends Error {}

export type Fields = Record<string, unknown>;

/** Of one field, or of one row of a list by its place in it. */
export type Reader<T> = (from: Fields, key: string) => T;

/** Of all fields of a T; those that may be absent are read with `maybe`. */
export type Readers<T> = { readonly [K in keyof T]-?: Reader<object extends Pick<T, K> ? T[K] | undefined : T[K]> };

export function fields(value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Refused("object");
  return value as Fields;
}

/** With whatever is in it. */
export const object: Reader<Fields> = (from, key) => fields(from[key]);

export const number: Reader<number> = (from, key) => {
  const value = from[key];
  if (typeof value !== "number" || !Number.isFinite(value)) throw new Refused(key);
  return value;
};

export const text: Reader<string> = (from, key) => {
  const value = from[key];
  if (typeof value !== "string") throw new Refused(key);
  return value;
};

export const truth: Reader<boolean> = (from, key) => {
  const value = from[key];
  if (typeof value !== "boolean") throw new Refused(key);
  return value;
};

export function word<T extends string>(words: readonly T[]): Reader<T> {
  return (from, key) => {
    const value = words.find((candidate) => candidate === from[key]);
    if (value === undefined) throw new Refused(key);
    return value;
  };
}

export const numberOrNull: Reader<number | null> = (from, key) => (from[key] === null ? null : number(from, key));

/** Null when it is absent, too. */
export function orNull<T>(reader: Reader<T>): Reader<T | null> {
  return (from, key) => (from[key] === null || from[key] === undefined ? null : reader(from, key));
}

/** What may be left out, and then is left out of the record too. */
export function maybe<T>(reader: Reader<T>): Reader<T | undefined> {
  return (from, key) => (from[key] === undefined ? undefined : reader(from, key));
}

export function list<T>(reader: Reader<T>): Reader<T[]> {
  return (from, key) => {
    const rows = from[key];
    if (!Array.isArray(rows)) throw new Refused(key);
    return rows.map((_row, at) => reader(rows as unknown as Fields, String(at)));
  };
}

/** Only what is named is read: a newer daemon may say more. */
export function record<T>(readers: Readers<T>): Reader<T> {
  return (from, key) => {
    const of = object(from, key);
    const whole: Partial<T> = {};
    for (const name in readers) {
      const value = readers[name](of, name);
      if (value !== undefined) whole[name] = value;
    }
    return whole as T;
  };
}

/** What stands by itself, in no field. */
export function read<T>(value: unknown, reader: Reader<T>): T {
  return reader({ value }, "value");
}
