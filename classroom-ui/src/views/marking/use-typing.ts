/* SPDX-License-Identifier: MIT */
/* Points as they are typed: shown first, given when the keys rest or another key is pressed. */
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

export function useTyping(most: number, give: (points: number) => void): Typing {
  const [now, setNow] = useState({ text: "", refused: false });
  const latest = useRef(give);
  latest.current = give;
  const forget = () => setNow({ text: "", refused: false });
  const finish = () => {
    if (now.text === "" || now.refused) return false;
    forget();
    latest.current(Number(now.text));
    return true;
  };
  useEffect(() => {
    const timer = setTimeout(finish, REST_MS);
    return () => clearTimeout(timer);
  }, [now]);
  const press = (key: string) => {
    const typed = typeKey(now.refused ? "" : now.text, key, most);
    if (typed.type !== "next") return setNow({ text: typed.text, refused: typed.type === "refused" });
    latest.current(Number(typed.text));
    const next = typeKey("", key, most);
    setNow({ text: next.text, refused: next.type === "refused" });
  };
  return { ...now, press, finish, forget };
}
