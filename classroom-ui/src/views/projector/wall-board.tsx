/* SPDX-License-Identifier: MIT */
/* All pieces side by side, as large as they go. The same for the projector and for the teacher's preview. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { wallColumns } from "../../ink/wall-layout";
import type { WallFeed } from "../../state/wall-feed";
import type { ShownItem } from "../../wire/wall";
import { itemRatio } from "./item-picture";
import { WallPiece } from "./wall-piece";

interface Properties {
  readonly feed: WallFeed;
  /** What the teacher has around each piece; none at a projector. */
  readonly around?: (item: ShownItem, place: number, piece: ComponentChildren) => ComponentChildren;
}

const CAPTION_REM = 2.6;

export function WallBoard({ feed, around }: Properties) {
  const room = useRef<HTMLDivElement>(null);
  const size = useSignal({ width: 1, height: 1 });
  useLayoutEffect(() => {
    const measure = () => (size.value = { width: room.current!.clientWidth, height: room.current!.clientHeight });
    const sizes = new ResizeObserver(measure);
    sizes.observe(room.current!);
    measure();
    return () => sizes.disconnect();
  }, []);
  const items = feed.wall.value?.items ?? [];
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const columns = wallColumns(items.map(itemRatio), size.value.width, size.value.height, CAPTION_REM * rem);
  const rows = Math.ceil(items.length / columns);
  return (
    <div
      ref={room}
      class="wall-board"
      style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))` }}
    >
      {items.map((item, place) => {
        const piece = <WallPiece key={item.item} feed={feed} item={item} place={place} />;
        return around ? around(item, place, piece) : piece;
      })}
    </div>
  );
}
