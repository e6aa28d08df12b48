/* SPDX-License-Identifier: MIT */
/* Ink that cannot be saved is the one thing that must interrupt a lesson. */
import { computed } from "@preact/signals";
import { classState } from "../state/console";
import { language, t } from "../state/settings";
import { Icon } from "./icon";

const store = computed(() => classState.value?.store ?? null);

export function StoreBanner() {
  const now = store.value;
  if (!now || now.state === "ok") return null;
  return (
    <div class={`banner banner-${now.state}`} role="alert">
      <Icon name="warning" size={22} />
      <span>{now.state === "full" ? t.value.storeFull : t.value.storeFailed}</span>
      {/* The daemon's own words are English; they are for whoever is called to help. */}
      {language.value === "en" && now.message && <small>{now.message}</small>}
    </div>
  );
}
