/* SPDX-License-Identifier: MIT */
/* Points from the keyboard: "1" "0" within a moment is 10, "." adds a half. Pure. */

/** Typed so far, and what follows from it. */
export type Typed =
  /** More may come. */
  | { readonly type: "typing"; readonly text: string }
  /** `text` is whole; the key begins the next. */
  | { readonly type: "next"; readonly text: string }
  /** The question has no such points. */
  | { readonly type: "refused"; readonly text: string };

/** `key`: a digit or "."; `most`: what the question gives. */
export function typeKey(text: string, key: string, most: number): Typed {
  const more = key === "." ? `${text}.5` : text + key;
  if (text.endsWith(".5")) return key === "." ? { type: "typing", text } : { type: "next", text };
  // Of fewer than ten points a second digit is the next answer's.
  if (text !== "" && key !== "." && most < 10) return { type: "next", text };
  return { type: Number(more) <= most ? "typing" : "refused", text: more };
}
