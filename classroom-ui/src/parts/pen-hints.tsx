/* SPDX-License-Identifier: MIT */
/* What a teacher should know about a pen before it becomes a problem; nothing at all when all is well. */
import { batteryIsLow, downloadPercent, linkIsPoor } from "../state/seat-status";
import { t } from "../state/settings";
import type { Pen } from "../wire/messages";
import { Icon } from "./icon";


export function PenHints({ pen }: { pen: Pen | null }) {
  if (!pen) return null;
  const words = t.value;
  const percent = downloadPercent(pen);
  return (
    <span class="hints">
      {batteryIsLow(pen) && (
        <span class="hint hint-battery" title={words.batteryLow(pen.battery ?? 0)}>
          <Icon name="battery" size={16} />
          {words.batteryShort(pen.battery ?? 0)}
        </span>
      )}
      {linkIsPoor(pen) && (
        <span class="hint hint-link" title={words.linkHelp(pen.lost, pen.bad)}>
          <Icon name="signal" size={16} />
        </span>
      )}
      {percent !== null && (
        <span class="hint hint-download" title={words.download(percent)}>
          <Icon name="fetch" size={16} />
          {words.batteryShort(percent)}
        </span>
      )}
    </span>
  );
}
