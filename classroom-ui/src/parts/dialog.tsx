/* SPDX-License-Identifier: MIT */
/* A dialog over the view: title, close button, Esc. `shown` is the caller's signal. */
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, type MutableRef } from "preact/hooks";
import { t } from "../state/settings";
import { IconButton } from "./icon-button";

/** For a <dialog>: open while `open`, and before the next key is pressed, which is its own. */
export function useModal(open: boolean): MutableRef<HTMLDialogElement | null> {
  const dialog = useRef<HTMLDialogElement | null>(null);
  useLayoutEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  return dialog;
}

interface Properties {
  readonly id: string;
  readonly title: string;
  readonly shown: Signal<boolean>;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

export function Dialog({ id, title, shown, wide, children }: Properties) {
  const open = shown.value;
  const dialog = useModal(open);
  const close = () => (shown.value = false);
  return (
    <dialog ref={dialog} id={id} class={`key-help dialog${wide ? " dialog-wide" : ""}`} onClose={close} aria-labelledby={`${id}-title`}>
      <header>
        <h2 id={`${id}-title`}>{title}</h2>
        <IconButton icon="close" label={t.value.close} onClick={close} />
      </header>
      {open && children}
    </dialog>
  );
}
