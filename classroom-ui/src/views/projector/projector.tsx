/* SPDX-License-Identifier: MIT */
/* The whole window is the wall: for a projector, or for a class elsewhere that follows by a link. It knows nothing else. */
import { useEffect, useMemo } from "preact/hooks";
import { WallFeed, type FeedState } from "../../state/wall-feed";
import { wallWords } from "../wall/words";
import { WallBoard } from "./wall-board";

function note(state: FeedState, empty: boolean, blank: boolean): string | null {
  const words = wallWords.value;
  if (typeof state === "object") return words.wait(state.waitSeconds);
  if (state === "over") return words.linkOver;
  if (state === "login") return words.logInFirst;
  if (state === "opening") return words.opening;
  if (blank) return "";
  return empty ? words.nothingShown : null;
}

export function Projector({ token }: { token: string | null }) {
  const feed = useMemo(() => new WallFeed(token), []);
  useEffect(() => {
    void feed.start();
    return () => feed.stop();
  }, []);
  const wall = feed.wall.value;
  const text = note(feed.state.value, wall?.items.length === 0, wall?.blank ?? false);
  return (
    <main class={wall?.blank ? "projector projector-blank" : "projector"} aria-label={wallWords.value.title}>
      {text === null ? <WallBoard feed={feed} /> : <p class="projector-note">{text}</p>}
      {feed.state.value === "down" && (
        <p class="projector-down" role="alert">
          {wallWords.value.down}
        </p>
      )}
    </main>
  );
}
