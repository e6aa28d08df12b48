/* SPDX-License-Identifier: MIT */
/* A signal that is remembered in this browser: language, theme. Never anything about a pupil. */
import { effect, signal, type Signal } from "@preact/signals";

export function storedSignal<T extends string>(key: string, allowed: readonly T[], first: T): Signal<T> {
  const value = signal<T>(allowed.find((word) => word === read(key)) ?? first);
  effect(() => write(key, value.value));
  return value;
}

// Storage may be forbidden (a locked-down classroom PC); then a choice lasts as long as the page.
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Nothing depends on it.
  }
}
