/* SPDX-License-Identifier: MIT */
/* One question that a load view answers. */
import type { ComponentChildren } from "preact";

interface Properties {
  readonly title: string;
  readonly about?: string;
  /** As wide as the view. */
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}

export function Part({ title, about, wide = false, children }: Properties) {
  return (
    <section class={wide ? "load-part load-wide" : "load-part"}>
      <h2>{title}</h2>
      {about && <p class="load-about">{about}</p>}
      {children}
    </section>
  );
}

/** A table's head, and the rows below it. */
export function DataTable({ columns, class: name = "", children }: { columns: readonly string[]; class?: string; children: ComponentChildren }) {
  return (
    <div class="load-table" tabIndex={0}>
      <table class={`data-table ${name}`}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
