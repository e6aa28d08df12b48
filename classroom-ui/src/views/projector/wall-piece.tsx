/* SPDX-License-Identifier: MIT */
/* One piece of the wall: its picture and, below, its letter, the question, and the name where names are shown. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { effect } from "@preact/signals";
import { wallLetter } from "../../ink/wall-layout";
import { inkColours } from "../../parts/ink-colours";
import type { WallFeed } from "../../state/wall-feed";
import type { ShownItem } from "../../wire/wall";
import { ItemPicture } from "./item-picture";

interface Properties {
  readonly feed: WallFeed;
  readonly item: ShownItem;
  readonly place: number;
}

export function WallPiece({ feed, item, place }: Properties) {
  const room = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useRef<ItemPicture | null>(null);
  useLayoutEffect(() => {
    const mine = (picture.current = new ItemPicture(canvas.current!, feed));
    const fit = () => mine.resize(room.current!.clientWidth, room.current!.clientHeight, devicePixelRatio);
    const sizes = new ResizeObserver(fit);
    sizes.observe(room.current!);
    fit();
    const ends = [
      feed.watch(item.item, () => mine.changed()),
      // Also when it is played, stopped, or goes live.
      effect(() => {
        const now = feed.wall.value?.items.find((other) => other.item === item.item);
        if (now) mine.show(now, inkColours.value);
      }),
      () => sizes.disconnect(),
      () => mine.stop(),
    ];
    return () => ends.forEach((end) => end());
  }, []);
  return (
    <figure class="wall-piece">
      <div ref={room} class="wall-paper">
        <canvas ref={canvas} aria-hidden="true" />
      </div>
      <figcaption>
        <b>{wallLetter(place)}</b>
        {item.name !== undefined && <span>{item.name}</span>}
        {item.caption && <span class="wall-caption">{item.caption}</span>}
      </figcaption>
    </figure>
  );
}
