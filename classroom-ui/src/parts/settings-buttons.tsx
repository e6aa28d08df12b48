/* SPDX-License-Identifier: MIT */
/* Language and look, wherever one is: at the login as well as in the class. */
import { language, nextTheme, otherLanguage, t, theme, type Theme } from "../state/settings";
import type { IconName } from "./icon";
import { IconButton } from "./icon-button";

const THEME_ICONS: Record<Theme, IconName> = { auto: "auto", paper: "sun", board: "board" };

export function SettingsButtons() {
  const words = t.value;
  return (
    <>
      <button
        type="button"
        class="text-button"
        lang={language.value === "zh" ? "en" : "zh-CN"}
        title={`${words.keyLanguage} (L)`}
        onClick={otherLanguage}
      >
        {words.otherLanguage}
      </button>
      <IconButton
        icon={THEME_ICONS[theme.value]}
        label={`${words.themeLabel}: ${words.theme[theme.value]}`}
        shortcut="T"
        onClick={nextTheme}
      />
    </>
  );
}
