/* SPDX-License-Identifier: MIT */
/* A link's token becomes a cookie that scripts cannot see, before the wall's socket is opened with it. */

export type FollowOutcome =
  | { readonly type: "in" }
  | { readonly type: "over" }
  | { readonly type: "wait"; readonly seconds: number }
  | { readonly type: "unreachable" };

const FALLBACK_WAIT_SECONDS = 60;

export async function followWall(token: string): Promise<FollowOutcome> {
  try {
    const response = await fetch("/api/wall/follow", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token }),
    });
    if (response.ok) return { type: "in" };
    if (response.status === 401 || response.status === 400) return { type: "over" };
    if (response.status !== 429) return { type: "unreachable" };
    const seconds = Number(response.headers.get("Retry-After"));
    return { type: "wait", seconds: seconds > 0 ? Math.ceil(seconds) : FALLBACK_WAIT_SECONDS };
  } catch {
    return { type: "unreachable" };
  }
}
