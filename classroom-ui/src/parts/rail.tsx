/* SPDX-License-Identifier: MIT */
/* At the left of every view: the way to the others, and what one may switch wherever one is. */
import { classState, hideNames, quit } from "../state/console";
import { routeHash, type ViewName } from "../state/route-address";
import { t } from "../state/settings";
import { startTour, tourSeen } from "../tour/tour-state";
import { words as tourWords } from "../tour/words";
import { Icon, type IconName } from "./icon";
import { IconButton } from "./icon-button";
import { toggleKeyHelp } from "./key-help";
import { OutboxCount } from "./outbox-list";
import { SettingsButtons } from "./settings-buttons";

export interface RailItem {
  readonly name: ViewName;
  readonly icon: IconName;
  readonly label: () => string;
}

function HideNames() {
  const hidden = classState.value?.class.hide_names ?? false;
  return (
    <IconButton
      icon={hidden ? "eyeClosed" : "eye"}
      label={hidden ? t.value.showNames : t.value.hideNames}
      shortcut="H"
      pressed={hidden}
      onClick={() => hideNames(!hidden)}
    />
  );
}

export function Rail({ items, here }: { items: readonly RailItem[]; here: ViewName }) {
  return (
    <nav class="rail" aria-label={t.value.views}>
      <ul>
        {items.map((item) => (
          <li key={item.name}>
            <a href={routeHash({ view: item.name, path: [] })} aria-current={item.name === here ? "page" : undefined}>
              <Icon name={item.icon} size={22} />
              {item.label()}
            </a>
          </li>
        ))}
      </ul>
      <OutboxCount />
      <div class="rail-switches">
        {tourSeen.value === "no" && (
          <button type="button" class="text-button tour-offer" title={tourWords.value.start} onClick={startTour}>
            {tourWords.value.offer}
          </button>
        )}
        <HideNames />
        <SettingsButtons />
        <IconButton icon="help" label={t.value.keys} shortcut="?" onClick={toggleKeyHelp} />
        <IconButton icon="out" label={t.value.logOut} onClick={() => void quit()} />
      </div>
    </nav>
  );
}
