/* SPDX-License-Identifier: MIT */
/* Whether what is seen is what is happening. */
import { connection } from "../state/console";
import { t } from "../state/settings";
import { Icon } from "./icon";

export function ConnectionMark() {
  const type = connection.value.type;
  const words = t.value;
  const text = type === "live" ? words.live : type === "opening" ? words.connecting : words.notLive;
  return (
    <span class={`connection connection-${type}`} role="status">
      <Icon name={type === "live" ? "live" : "unlinked"} size={18} />
      {text}
    </span>
  );
}
