/* SPDX-License-Identifier: MIT */
/* The state of a pen as icon and word: the shape tells it without colour, the word without the shape. */
import type { SeatStatus } from "../state/seat-status";
import { t } from "../state/settings";
import { Icon, type IconName } from "./icon";

export const STATUS_ICONS: Record<SeatStatus, IconName> = {
  writing: "pen",
  ready: "check",
  connecting: "dots",
  away: "unlinked",
  locked: "lock",
  failed: "warning",
  off: "power",
  "no-pen": "none",
};

export function Status({ status, size = 16 }: { status: SeatStatus; size?: number }) {
  return (
    <span class={`status status-${status}`} title={t.value.statusHelp[status]}>
      <Icon name={STATUS_ICONS[status]} size={size} />
      <span class="status-word">{t.value.status[status]}</span>
    </span>
  );
}
