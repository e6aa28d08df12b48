/* SPDX-License-Identifier: MIT */
/* Homework given by mistake is taken back, with why; the daemon refuses when somebody wrote on it. */
import { useState } from "preact/hooks";
import { language } from "../../state/settings";
import type { Published } from "../../wire/board";
import type { Trouble } from "../../wire/outcome";
import { takeBack } from "./board-state";
import { words } from "./words";

export function TakeBack({ one }: { one: Published }) {
  const w = words.value;
  const [asks, setAsks] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  if (!asks)
    return (
      <button type="button" class="plain-button" aria-label={`${w.takeBack} ${one.title}`} onClick={() => setAsks(true)}>
        {w.takeBack}
      </button>
    );
  const send = async (event: Event) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement).get("reason") as string;
    setTrouble(await takeBack(one.id, given.trim()));
  };
  return (
    <form class="board-take-back" onSubmit={(event) => void send(event)}>
      <label>
        {w.takeBackWhy}
        <input name="reason" required maxLength={200} pattern=".*\S.*" ref={(input) => input?.focus()} />
      </label>
      <button class="plain-button plain-button-sure">{w.takeBack}</button>
      <button type="button" class="plain-button" onClick={() => setAsks(false)}>
        {w.keep}
      </button>
      {trouble && (
        <p class="refusal" role="alert">
          {trouble[language.value]}
        </p>
      )}
    </form>
  );
}
