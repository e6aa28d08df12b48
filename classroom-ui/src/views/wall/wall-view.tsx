/* SPDX-License-Identifier: MIT */
/* The teacher's side of the show wall: what is up, exactly as the projector has it, and what one may do with it. */
import { useSignal, type Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { wallLetter } from "../../ink/wall-layout";
import { IconButton } from "../../parts/icon-button";
import { useKeys } from "../../parts/keys";
import { pupilTitle } from "../../parts/pupil";
import { ViewHeader } from "../../parts/view-header";
import { classState, seatNow } from "../../state/console";
import { language } from "../../state/settings";
import { WallFeed } from "../../state/wall-feed";
import type { ShownItem, Wall } from "../../wire/wall";
import { WallBoard } from "../projector/wall-board";
import { askWall, openProjector, toggleBlank, togglePlay, wallTrouble } from "./wall-actions";
import { WallLinks } from "./wall-links";
import { WallPicker } from "./wall-picker";
import { replaySpeed, WallTools } from "./wall-tools";
import { wallWords } from "./words";

const ITEMS_MAX = 12;

function whoOf(wall: Wall, item: number): string {
  const known = wall.items.find((other) => other.item === item);
  const seat = known?.seat == null ? null : seatNow(known.seat);
  return seat ? pupilTitle(seat) : wallWords.value.unclaimed;
}

function move(wall: Wall, item: number, step: 1 | -1): void {
  const place = wall.items.findIndex((other) => other.item === item) + step;
  if (place >= 0 && place < wall.items.length) void askWall({ type: "wall-move", item, place });
}

interface AroundProperties {
  readonly wall: Wall;
  readonly item: ShownItem;
  readonly place: number;
  readonly chosen: Signal<number>;
  readonly dragged: Signal<number>;
  readonly children: ComponentChildren;
}

/** A piece with its handles: dragged onto another it takes that one's place. */
function Around({ wall, item, place, chosen, dragged, children }: AroundProperties) {
  const words = wallWords.value;
  const what = item.caption ? words.question(item.caption) : words.wholePage;
  const drop = (event: DragEvent) => {
    event.preventDefault();
    if (dragged.peek() !== 0) void askWall({ type: "wall-move", item: dragged.peek(), place });
    dragged.value = 0;
  };
  return (
    <div
      class="wall-around"
      id={`wall-${item.item}`}
      tabIndex={0}
      role="group"
      draggable
      aria-label={words.piece(wallLetter(place), whoOf(wall, item.item), what)}
      aria-current={chosen.value === item.item}
      onFocus={() => (chosen.value = item.item)}
      onDragStart={() => (dragged.value = item.item)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    >
      {children}
      <div class="wall-handles">
        <span>{whoOf(wall, item.item)}</span>
        <IconButton icon="back" label={words.earlier} shortcut="," onClick={() => move(wall, item.item, -1)} />
        <IconButton icon="forward" label={words.later} shortcut="." onClick={() => move(wall, item.item, 1)} />
        <IconButton
          icon="close"
          label={words.take}
          shortcut="Delete"
          onClick={() => void askWall({ type: "wall-remove", item: item.item })}
        />
      </div>
    </div>
  );
}

function useFeed(): WallFeed {
  const feed = useMemo(() => new WallFeed(null), []);
  useEffect(() => {
    void feed.start();
    return () => feed.stop();
  }, []);
  return feed;
}

function choose(wall: Wall, chosen: Signal<number>, step: 1 | -1): void {
  const now = wall.items.findIndex((item) => item.item === chosen.peek());
  const next = wall.items[Math.max(0, Math.min(wall.items.length - 1, now + step))];
  if (next) document.getElementById(`wall-${next.item}`)?.focus();
}

/** What is on the wall and not shown: its paper has a name somewhere. */
function Withheld({ wall }: { wall: Wall }) {
  const words = wallWords.value;
  const items = wall.items.filter((item) => item.withheld);
  if (items.length === 0) return null;
  return (
    <p class="wall-withheld">
      {words.withheld(items.length)}
      <button type="button" class="text-button" onClick={() => items.forEach(({ item }) => void askWall({ type: "wall-remove", item }))}>
        {words.take}
      </button>
    </p>
  );
}

export function WallView({ path }: { path: readonly string[] }) {
  const feed = useFeed();
  const chosen = useSignal(0);
  const dragged = useSignal(0);
  const words = wallWords.value;
  const wall = classState.value!.wall;
  const take = () => chosen.peek() !== 0 && void askWall({ type: "wall-remove", item: chosen.peek() });
  useKeys({
    b: toggleBlank,
    p: openProjector,
    " ": () => togglePlay(replaySpeed.peek()),
    "0": () => void askWall({ type: "wall-live" }),
    ArrowLeft: () => choose(wall, chosen, -1),
    ArrowRight: () => choose(wall, chosen, 1),
    ",": () => move(wall, chosen.peek(), -1),
    ".": () => move(wall, chosen.peek(), 1),
    Delete: take,
    Backspace: take,
  });
  const trouble = wallTrouble.value;
  return (
    <div class="view wall-view">
      <ViewHeader title={words.title} about={words.about(wall.items.length, ITEMS_MAX)}>
        <WallTools wall={wall} />
      </ViewHeader>
      <main>
        <div class="wall-stage">
          {trouble && (
            <p class="wall-trouble" role="alert">
              {language.value === "zh" ? trouble.zh : trouble.en}
            </p>
          )}
          {wall.blank && <p class="wall-is-blank">{words.isBlank}</p>}
          {wall.items.length === 0 && (
            <div class="nothing">
              <h2>{words.nothing}</h2>
              <p>{words.nothingHelp}</p>
            </div>
          )}
          <Withheld wall={wall} />
          <WallBoard
            feed={feed}
            around={(item, place, piece) => (
              <Around key={item.item} {...{ wall, item, place, chosen, dragged }}>
                {piece}
              </Around>
            )}
          />
        </div>
        <aside class="wall-side">
          <WallPicker question={Number(path[0] ?? 0) || 0} wall={wall} />
          <WallLinks wall={wall} />
        </aside>
      </main>
    </div>
  );
}

export function wallKeys(): readonly (readonly [readonly string[], string])[] {
  const words = wallWords.value;
  return [
    [["B"], words.keyBlank],
    [["←", "→"], words.keyChoose],
    [[",", "."], words.keyMove],
    [["Delete"], words.keyTake],
    [["Space"], words.keyPlay],
    [["0"], words.keyLive],
    [["P"], words.keyProject],
  ];
}
