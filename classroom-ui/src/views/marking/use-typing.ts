/* SPDX-License-Identifier: MIT */
/* Points as they are typed: shown first, given when the keys rest, another key is pressed, or another answer is chosen. */
import { useEffect, useRef, useState } from "preact/hooks";
import { typeKey } from "./typing";

const REST_MS = 800;

export interface Typing {
  readonly text: string;
  readonly refused: boolean;
  readonly press: (key: string) => void;
  /** Gives what is typed; false: nothing is. */
  readonly finish: () => boolean;
  readonly forget: () => void;
}

const NOTHING = { text: "", refused: false };

export function useTyping(most: number, give: (points: number) => void): Typing {
  const [now, setNow] = useState(NOTHING);
  // As of this moment: a click or the view's end may come before the next drawing.
  const typed = useRef(now);
  const put = (next: typeof now) => {
    typed.current = next;
    setNow(next);
  };
  const latest = useRef(give);
  latest.current = give;
  const forget = () => put(NOTHING);
  const finish = () => {
    const { text, refused } = typed.current;
    if (text === "" || refused) return false;
    forget();
    latest.current(Number(text));
    return true;
  };
  useEffect(() => {
    const timer = setTimeout(finish, REST_MS);
    return () => clearTimeout(timer);
  }, [now]);
  // Who leaves the view at once has given it, too.
  useEffect(() => () => void finish(), []);
  const press = (key: string) => {
    const { text, refused } = typed.current;
    const after = typeKey(refused ? "" : text, key, most);
    if (after.type !== "next") return put({ text: after.text, refused: after.type === "refused" });
    latest.current(Number(after.text));
    const next = typeKey("", key, most);
    put({ text: next.text, refused: next.type === "refused" });
  };
  return { ...now, press, finish, forget };
}
