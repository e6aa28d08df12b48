/* SPDX-License-Identifier: MIT */
/* The list of keys, as a dialog. */
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../state/settings";
import { IconButton } from "./icon-button";

export const keyHelpShown = signal(false);

export function toggleKeyHelp(): void {
  keyHelpShown.value = !keyHelpShown.value;
}

type Row = readonly [readonly string[], string];

function groups(): readonly (readonly [string, readonly Row[]])[] {
  const words = t.value;
  const inClass: Row[] = [
    [["←", "→", "↑", "↓"], words.keyArrows],
    [["Enter"], words.keyEnter],
  ];
  const onPage: Row[] = [
    [["←", "→"], words.keyNeighbour],
    [[words.keySpaceName], words.keyPlay],
    [["[", "]"], words.keySpeed],
    [[",", "."], words.keySeek],
    [["0"], words.keyLive],
    [["Z"], words.keyZoom],
    [["Esc"], words.keyEscape],
  ];
  const everywhere: Row[] = [
    [["H"], words.keyHide],
    [["L"], words.keyLanguage],
    [["T"], words.keyTheme],
    [["?"], words.keyHelp],
  ];
  return [
    [words.keysClass, inClass],
    [words.keysPage, onPage],
    [words.keysAll, everywhere],
  ];
}

export function KeyHelp() {
  const dialog = useRef<HTMLDialogElement>(null);
  const shown = keyHelpShown.value;
  useEffect(() => {
    if (shown && !dialog.current?.open) dialog.current?.showModal();
    if (!shown) dialog.current?.close();
  }, [shown]);
  const close = () => (keyHelpShown.value = false);
  return (
    <dialog ref={dialog} class="key-help" onClose={close} aria-labelledby="key-help-title">
      <header>
        <h2 id="key-help-title">{t.value.keys}</h2>
        <IconButton icon="close" label={t.value.close} onClick={close} />
      </header>
      {groups().map(([where, rows]) => (
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
    </dialog>
  );
}
