/* SPDX-License-Identifier: MIT */
/* How many pupils take how long: numbers of pupils, never which. */
import type { ClassLoad } from "../../wire/load";
import { binsOf } from "./figures";
import { Part } from "./part";
import { words } from "./words";

export function Spread({ load }: { load: ClassLoad }) {
  const said = words.value;
  const bins = binsOf(load.spread);
  const most = Math.max(...bins.map((bin) => bin.pupils), 1);
  return (
    <Part title={said.spread} about={said.spreadAbout}>
      <ul class="load-spread">
        {bins.map((bin) => (
          <li key={bin.from}>
            <span>{said.bin(bin.from, bin.to)}</span>
            <meter min={0} max={most} value={bin.pupils} aria-hidden="true" />
            <strong>{said.people(bin.pupils)}</strong>
          </li>
        ))}
      </ul>
    </Part>
  );
}
