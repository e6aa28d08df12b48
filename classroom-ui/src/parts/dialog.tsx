/* SPDX-License-Identifier: MIT */
/* A dialog over the view: title, close button, Esc. `shown` is the caller's signal. */
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../state/settings";
import { IconButton } from "./icon-button";

interface Properties {
  readonly id: string;
  readonly title: string;
  readonly shown: Signal<boolean>;
  /** How it looks: one of theme/parts.css and theme/tools.css. */
  readonly look?: "dialog" | "dialog dialog-wide" | "problems" | "problems outbox-list" | "";
  readonly children: ComponentChildren;
}

export function Dialog({ id, title, shown, look = "dialog", children }: Properties) {
  const open = shown.value;
  const dialog = useRef<HTMLDialogElement>(null);
  // Before the next key is pressed, which is the dialog's own.
  useLayoutEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  const close = () => (shown.value = false);
  return (
    <dialog ref={dialog} id={id} class={`key-help ${look}`} onClose={close} aria-labelledby={`${id}-title`}>
      <header>
        <h2 id={`${id}-title`}>{title}</h2>
        <IconButton icon="close" label={t.value.close} onClick={close} />
      </header>
      {open && children}
    </dialog>
  );
}
