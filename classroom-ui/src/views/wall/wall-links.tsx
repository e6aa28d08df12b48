/* SPDX-License-Identifier: MIT */
/* Links by which another class follows: made, told once, ended. */
import { useSignal } from "@preact/signals";
import { requests } from "../../state/console";
import { clockMinutes } from "../../state/format";
import { tellLost } from "../../state/outbox";
import { Refusal } from "../../wire/requests";
import type { Wall, WallLink } from "../../wire/wall";
import { askWall, wallTrouble } from "./wall-actions";
import { wallWords } from "./words";

const MINUTES = [45, 120, 1440, 10080] as const;

function until(ms: number): string {
  const date = new Date(ms);
  return `${date.getMonth() + 1}-${date.getDate()} ${clockMinutes(ms)}`;
}

function LinkRow({ link }: { link: WallLink }) {
  const words = wallWords.value;
  return (
    <li>
      <b>{link.label || words.unnamed}</b>
      <span>{words.linkUntil(until(link.until_ms))}</span>
      <span>{words.followers(link.followers)}</span>
      <button type="button" class="text-button" onClick={() => void askWall({ type: "wall-unlink", link: link.link })}>
        {words.endLink}
      </button>
    </li>
  );
}

function NewLink({ address }: { address: string }) {
  const words = wallWords.value;
  const copied = useSignal(false);
  const copy = () => void navigator.clipboard?.writeText(address).then(() => (copied.value = true));
  return (
    <div class="wall-new-link" role="status">
      <input readOnly value={address} aria-label={words.links} onFocus={(event) => event.currentTarget.select()} />
      <button type="button" class="wall-button" onClick={copy}>
        {copied.value ? words.copied : words.copyLink}
      </button>
      <small>{words.linkOnce}</small>
    </div>
  );
}

export function WallLinks({ wall }: { wall: Wall }) {
  const words = wallWords.value;
  const label = useSignal("");
  const minutes = useSignal(45);
  const names = useSignal(false);
  const address = useSignal<string | null>(null);
  const followers = wall.links.reduce((n, link) => n + link.followers, 0);
  const make = async (event: Event) => {
    event.preventDefault();
    try {
      const made = await requests.ask({
        type: "wall-link",
        text: label.value.trim().slice(0, 20),
        minutes: minutes.value,
        hide: !names.value,
      });
      address.value = `${location.origin}${location.pathname}#/projector/${made.token}`;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      tellLost(error);
      wallTrouble.value = error.answer;
    }
  };
  return (
    <details class="wall-links">
      <summary>
        {words.links}
        {followers > 0 && <span>{words.followers(followers)}</span>}
      </summary>
      <p>{words.linksHelp}</p>
      <form onSubmit={(event) => void make(event)}>
        <label>
          {words.linkFor}
          <input
            value={label.value}
            maxLength={20}
            placeholder={words.linkForHint}
            onInput={(event) => (label.value = event.currentTarget.value)}
          />
        </label>
        <label>
          {words.linkTime}
          <select value={minutes.value} onChange={(event) => (minutes.value = Number(event.currentTarget.value))}>
            {MINUTES.map((n) => (
              <option key={n} value={n}>
                {words.minutes[n]}
              </option>
            ))}
          </select>
        </label>
        <label class="wall-check">
          <input type="checkbox" checked={names.value} onChange={(event) => (names.value = event.currentTarget.checked)} />
          {words.linkNames}
        </label>
        <button type="submit" class="wall-button">
          {words.makeLink}
        </button>
      </form>
      {address.value && <NewLink key={address.value} address={address.value} />}
      <ul>
        {wall.links.map((link) => (
          <LinkRow key={link.link} link={link} />
        ))}
      </ul>
    </details>
  );
}
