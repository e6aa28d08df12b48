/* SPDX-License-Identifier: MIT */
/* Login, logout and "who am I" over HTTP. The session itself is a cookie that scripts cannot see. */
import { posted } from "./outcome";

export const ROLES = ["teacher", "grade-head", "head", "administrator"] as const;
export type Role = (typeof ROLES)[number];

export interface Teacher {
  readonly name: string;
  readonly login: string;
  /** What the account may see and do; the daemon obeys it, the page only leaves out what would be refused. */
  readonly roles: readonly Role[];
  /** That is headed; 0 none. */
  readonly grade: number;
  /** The subprotocol that the daemon speaks. */
  readonly protocol: string;
}

export type LoginOutcome =
  | { readonly type: "in" }
  | { readonly type: "wrong" }
  | { readonly type: "wait"; readonly seconds: number }
  | { readonly type: "unreachable" };

const FALLBACK_WAIT_SECONDS = 60;

export async function logIn(name: string, password: string): Promise<LoginOutcome> {
  let response: Response;
  try {
    response = await fetch("/api/login", posted({ name, password }));
  } catch {
    return { type: "unreachable" };
  }
  if (response.ok) return { type: "in" };
  // 400 is a name or password too long to be anybody's.
  if (response.status === 401 || response.status === 400) return { type: "wrong" };
  if (response.status === 429) {
    const seconds = Number(response.headers.get("Retry-After"));
    return { type: "wait", seconds: seconds > 0 ? Math.ceil(seconds) : FALLBACK_WAIT_SECONDS };
  }
  return { type: "unreachable" };
}

export async function logOut(): Promise<void> {
  await fetch("/api/logout", { method: "POST" }).catch(() => undefined);
}

/** "nobody": not logged in. "unreachable": nobody answered, so nothing is known. */
export async function whoAmI(): Promise<Teacher | "nobody" | "unreachable"> {
  try {
    const response = await fetch("/api/me", { cache: "no-store" });
    if (response.status === 401) return "nobody";
    if (!response.ok) return "unreachable";
    const body = (await response.json()) as Partial<Teacher>;
    const roles = ROLES.filter((role) => body.roles?.includes(role));
    return { name: String(body.name ?? ""), login: String(body.login ?? ""), roles, grade: Number(body.grade ?? 0), protocol: String(body.protocol) };
  } catch {
    return "unreachable";
  }
}
