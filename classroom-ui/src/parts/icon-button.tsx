/* SPDX-License-Identifier: MIT */
/* A button that shows an icon; its name is in the label and, on hover or focus, beside it with its key. */
import { Icon, type IconName } from "./icon";

interface Properties {
  readonly icon: IconName;
  readonly label: string;
  readonly shortcut?: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

export function IconButton({ icon, label, shortcut, pressed, disabled, onClick }: Properties) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      aria-pressed={pressed}
      disabled={disabled}
      title={shortcut ? `${label} (${shortcut})` : label}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
