/* SPDX-License-Identifier: MIT */
/* Keys of a view. A text field or an open dialog keeps its keys to itself. */
import { useLayoutEffect, useRef } from "preact/hooks";

export type KeyMap = Readonly<Record<string, () => void>>;

/** What one presses → the name in a KeyMap: letters without regard to case, for Caps Lock means nothing; with Shift "Shift+b". */
function keyName({ key, shiftKey }: KeyboardEvent): string {
  if (key.length !== 1) return key;
  const letter = key.toLowerCase();
  return shiftKey && letter >= "a" && letter <= "z" ? `Shift+${letter}` : letter;
}

/** What a mouse or a finger pressed last: the focus it leaves behind says nothing about the next key. */
let clicked: Element | null = null;
addEventListener("click", (event) => (clicked = event.detail > 0 ? document.activeElement : null), true);
addEventListener("focusin", () => (clicked = null));

function keepsKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) {
    if (target.type === "range") return key.startsWith("Arrow") || key.startsWith("Page");
    return target.type !== "checkbox" || key === " ";
  }
  if (target instanceof HTMLSelectElement) return true;
  // A button that one has gone to is pressed by these two; the view must not act as well.
  return target instanceof HTMLButtonElement && target !== clicked && (key === "Enter" || key === " ");
}

export function useKeys(keys: KeyMap): void {
  const latest = useRef(keys);
  latest.current = keys;
  // With the view itself, not after its first paint: a quick hand loses no key.
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
      const key = keyName(event);
      const action = latest.current[key];
      if (!action || keepsKey(event.target, key)) return;
      if (document.querySelector("dialog[open]") && key !== "?") return;
      event.preventDefault();
      // Else the key would press the button as well; any other key may go on from it.
      if ((key === "Enter" || key === " ") && clicked && event.target === clicked) (clicked as HTMLElement).blur();
      action();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
}
