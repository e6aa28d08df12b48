/* SPDX-License-Identifier: MIT */
/* A question over HTTP, and what came of it: read strictly, or refused in words of both languages. */
import { fields, Refused, text, type Fields } from "./fields";

export interface Trouble {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

export type Outcome<T> =
  | { readonly type: "done"; readonly value: T }
  /** `body`: all that the answer said; empty where there was none. */
  | { readonly type: "refused"; readonly trouble: Trouble; readonly body: Fields };

const UNREACHABLE: Trouble = {
  code: "unreachable",
  zh: "连不上教室主机，请检查网络后再试。",
  en: "The classroom's computer cannot be reached; check the network and try again.",
};

export async function ask<T>(path: string, request: RequestInit, read: (value: unknown) => T): Promise<Outcome<T>> {
  try {
    const response = await fetch(path, { cache: "no-store", ...request });
    const body: unknown = await response.json();
    if (response.ok) return { type: "done", value: read(body) };
    const from = fields(body);
    return { type: "refused", trouble: { code: text(from, "code"), zh: text(from, "zh"), en: text(from, "en") }, body: from };
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof Refused || error instanceof SyntaxError)) throw error;
    return { type: "refused", trouble: UNREACHABLE, body: {} };
  }
}
