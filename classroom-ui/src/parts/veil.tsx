/* SPDX-License-Identifier: MIT */
/* Over the whole page while the line is down: the old picture stays, but nobody may take it for the present. */
import { clockOffsetMs, connection } from "../state/console";
import { clockTime } from "../state/format";
import { notDone, posts } from "../state/outbox";
import { t } from "../state/settings";
import { Icon } from "./icon";
import { outboxWords } from "./outbox-list";

export function Veil() {
  const now = connection.value;
  if (now.type !== "down") return null;
  return (
    <div class="veil" role="alert">
      <div class="veil-note">
        <Icon name="unlinked" size={34} />
        <strong>{t.value.veilTitle(clockTime(now.sinceMs + clockOffsetMs.value))}</strong>
        <span>{t.value.veilHelp}</span>
        {notDone.value && <span class="bad">{outboxWords.value.notDone}</span>}
        {posts.value.length > 0 && <span>{outboxWords.value.veil(posts.value.length)}</span>}
      </div>
    </div>
  );
}
