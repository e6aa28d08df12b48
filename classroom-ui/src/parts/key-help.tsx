/* SPDX-License-Identifier: MIT */
/* The list of keys, as a dialog. */
import { signal } from "@preact/signals";
import { t } from "../state/settings";
import { startTour } from "../tour/tour-state";
import { words as tourWords } from "../tour/words";
import { Dialog } from "./dialog";

export const keyHelpShown = signal(false);

export function toggleKeyHelp(): void {
  keyHelpShown.value = !keyHelpShown.value;
}

/** Keys, and what they do. */
export type KeyRow = readonly [readonly string[], string];
export type KeyGroup = readonly [where: string, rows: readonly KeyRow[]];

function everywhere(): KeyGroup {
  const words = t.value;
  return [
    words.keysAll,
    [
      [["C"], words.switchClass],
      [["H"], words.keyHide],
      [["L"], words.keyLanguage],
      [["T"], words.keyTheme],
      [["?"], words.keyHelp],
    ],
  ];
}

export function pageKeys(): KeyGroup {
  const words = t.value;
  return [
    words.keysPage,
    [
      [["←", "→"], words.keyNeighbour],
      [["↑", "↓"], words.keyQuestion],
      [["J"], words.keyJump],
      [[words.keySpaceName], words.keyPlay],
      [["[", "]"], words.keySpeed],
      [[",", "."], words.keySeek],
      [["0"], words.keyLive],
      [["Z"], words.keyZoom],
      [["Esc"], words.keyEscape],
    ],
  ];
}

/** `groups`: the keys of the views, the one shown first. */
export function KeyHelp({ groups }: { groups: readonly KeyGroup[] }) {
  const tour = () => {
    keyHelpShown.value = false;
    startTour();
  };
  return (
    <Dialog id="key-help" title={t.value.keys} shown={keyHelpShown} look="">
      {[...groups, everywhere()].map(([where, rows]) => (
        <section key={where}>
          <h3>{where}</h3>
          <dl>
            {rows.map(([keys, words]) => (
              <div key={words}>
                <dt>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <button type="button" class="plain-button tour-start" onClick={tour}>
        {tourWords.value.start}
      </button>
    </Dialog>
  );
}
