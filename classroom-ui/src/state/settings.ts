/* SPDX-License-Identifier: MIT */
/* What a teacher chooses about the page itself: language and look. */
import { computed, effect, type ReadonlySignal } from "@preact/signals";
import { en } from "../strings.en";
import { zh, type Strings } from "../strings.zh";
import { storedSignal } from "./stored";

const LANGUAGES = ["zh", "en"] as const;
export const THEMES = ["auto", "paper", "board"] as const;
export type Theme = (typeof THEMES)[number];

export const language = storedSignal("zhibi-language", LANGUAGES, "zh");
export const theme = storedSignal("zhibi-theme", THEMES, "auto");

/** The words of the chosen language: `t.value.logOut`. */
export const t = computed<Strings>(() => (language.value === "zh" ? zh : en));

/** A view keeps its own words beside it: `const words = wordsOf({ zh, en })`, then `words.value.title`. */
export function wordsOf<Words>(both: { readonly zh: Words; readonly en: Words }): ReadonlySignal<Words> {
  return computed(() => both[language.value]);
}

export function otherLanguage(): void {
  language.value = language.value === "zh" ? "en" : "zh";
}

export function nextTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length]!;
}

export function applySettings(): void {
  effect(() => {
    document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";
    document.title = t.value.product;
  });
}
