/* SPDX-License-Identifier: MIT */
/* Above a view: what it is, what the view itself puts there, and the time with the line's state. */
import type { ComponentChildren } from "preact";
import { ClassButton } from "./class-switch";
import { Clock } from "./clock";
import { ConnectionMark } from "./connection-mark";

interface Properties {
  readonly title: string;
  /** A line below the title: which class, which homework. */
  readonly about?: ComponentChildren;
  readonly children?: ComponentChildren;
}

export function ViewHeader({ title, about, children }: Properties) {
  return (
    <header class="view-header">
      <div class="view-title">
        <h1>{title}</h1>
        {about && <p>{about}</p>}
      </div>
      {children}
      <ClassButton />
      <div class="class-now">
        <Clock />
        <ConnectionMark />
      </div>
    </header>
  );
}
