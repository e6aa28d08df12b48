/* SPDX-License-Identifier: MIT */
/* Reading one JSON object strictly: a field that is missing or of another type refuses the whole message. */

export class Refused extends Error {}

export type Fields = Record<string, unknown>;

export function fields(value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Refused("object");
  return value as Fields;
}

export function number(from: Fields, key: string): number {
  const value = from[key];
  if (typeof value !== "number" || !Number.isFinite(value)) throw new Refused(key);
  return value;
}

export function text(from: Fields, key: string): string {
  const value = from[key];
  if (typeof value !== "string") throw new Refused(key);
  return value;
}

export function truth(from: Fields, key: string): boolean {
  const value = from[key];
  if (typeof value !== "boolean") throw new Refused(key);
  return value;
}

export function word<T extends string>(from: Fields, key: string, words: readonly T[]): T {
  const value = words.find((candidate) => candidate === from[key]);
  if (value === undefined) throw new Refused(key);
  return value;
}

export function orNull<T>(from: Fields, key: string, read: (value: Fields) => T): T | null {
  const value = from[key];
  return value === null || value === undefined ? null : read(fields(value));
}

export function list<T>(from: Fields, key: string, read: (value: unknown) => T): T[] {
  const value = from[key];
  if (!Array.isArray(value)) throw new Refused(key);
  return value.map(read);
}
