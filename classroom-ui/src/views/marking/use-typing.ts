/* SPDX-License-Identifier: MIT */
/* Points as they are typed: shown first, given when the keys rest, another key is pressed, or another answer is chosen. */
import { useEffect, useRef, useState } from "preact/hooks";
import { typeKey } from "./typing";

const REST_MS = 800;
/** Of the page: the first where the browser may still ask, the second where it does not, on tablets. */
const ENDS = ["beforeunload", "pagehide"] as const;

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
  // Who leaves the view or the page at once has given it, too.
  useEffect(() => {
    const leave = () => void finish();
    for (const end of ENDS) addEventListener(end, leave, true);
    return () => {
      for (const end of ENDS) removeEventListener(end, leave, true);
      leave();
    };
  }, []);
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
