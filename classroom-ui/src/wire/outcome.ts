/* SPDX-License-Identifier: MIT */
/* A question over HTTP, and what came of it: read strictly, or refused in words of both languages. */
import { fields, read, record, Refused, text, type Fields, type Reader } from "./fields";

export interface Trouble {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

export type Outcome<T> =
  | { readonly type: "done"; readonly value: T }
  /** `body`: all that the answer said; empty where there was none. */
  | { readonly type: "refused"; readonly trouble: Trouble; readonly body: Fields };

export const UNREACHABLE: Trouble = {
  code: "unreachable",
  zh: "连不上教室主机，请检查网络后再试。",
  en: "The classroom's computer cannot be reached; check the network and try again.",
};

const readTrouble = record<Trouble>({ code: text, zh: text, en: text });

export function posted(body: object): RequestInit {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

export async function ask<T>(path: string, request: RequestInit, reader: Reader<T>): Promise<Outcome<T>> {
  try {
    const response = await fetch(path, { cache: "no-store", ...request });
    const body: unknown = await response.json();
    if (response.ok) return { type: "done", value: read(body, reader) };
    return { type: "refused", trouble: read(body, readTrouble), body: fields(body) };
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof Refused || error instanceof SyntaxError)) throw error;
    return { type: "refused", trouble: UNREACHABLE, body: {} };
  }
}
