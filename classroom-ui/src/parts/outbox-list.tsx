/* SPDX-License-Identifier: MIT */
/* How much of what the teacher did is still on its way, wherever one is; on click, what, and what was refused and why. */
import { signal } from "@preact/signals";
import { daemonIsNewer } from "../state/console";
import { dropPost, posts, retryPost } from "../state/outbox";
import { language, wordsOf } from "../state/settings";
import { Dialog } from "./dialog";
import { Icon } from "./icon";

export const outboxWords = wordsOf({
  zh: {
    waiting: (n: number) => `${n} 项待发送`,
    refused: (n: number) => `${n} 项未成功`,
    notDone: "刚才按的没有做：没有连接。连上后请再按一次。",
    veil: (n: number) => `${n} 项待发送，连上后自动发出，不会丢。`,
    title: "待发送的操作",
    empty: "都已送达。",
    waits: "等待发送",
    newer: "教室主机更新了，这个页面认不全它说的话。刷新后继续，待发送的不会丢。",
    reload: "刷新页面",
    retry: "再发一次",
    drop: "不要了",
  },
  en: {
    waiting: (n: number) => `${n} to send`,
    refused: (n: number) => `${n} refused`,
    notDone: "What you just pressed was not done: there is no line. Press again when it is back.",
    veil: (n: number) => `${n} to send: they go out when the line is back, none is lost.`,
    title: "Actions to send",
    empty: "All has arrived.",
    waits: "waits",
    newer: "The classroom's server is newer than this page and says things it does not know. Reload to go on; what waits is kept.",
    reload: "Reload",
    retry: "Send again",
    drop: "Let it go",
  },
});

const shown = signal(false);

/** A line that works answers before anybody could read the count. */
export function OutboxCount() {
  const words = outboxWords.value;
  const nRefused = posts.value.filter((post) => post.refused).length;
  const nWaiting = posts.value.length - nRefused;
  return (
    <div class="outbox" role="status">
      {posts.value.length > 0 && (
        <button type="button" aria-haspopup="dialog" onClick={() => (shown.value = true)}>
          {nWaiting > 0 && <span class="outbox-waiting">{words.waiting(nWaiting)}</span>}
          {nRefused > 0 && (
            <span class="outbox-refused">
              <Icon name="warning" size={16} />
              {words.refused(nRefused)}
            </span>
          )}
        </button>
      )}
    </div>
  );
}

export function OutboxList() {
  const words = outboxWords.value;
  return (
    <Dialog id="outbox" title={words.title} shown={shown} look="problems outbox-list">
      {posts.value.length === 0 && <p>{words.empty}</p>}
      <ul>
        {posts.value.map((post) => (
          <li key={post.name}>
            <h3>{post.words[language.value]}</h3>
            {post.refused ? <p>{post.refused[language.value]}</p> : <small>{words.waits}</small>}
            {post.refused && (
              <p>
                <button type="button" class="text-button" onClick={() => retryPost(post.name)}>
                  {words.retry}
                </button>
                <button type="button" class="text-button" onClick={() => dropPost(post.name)}>
                  {words.drop}
                </button>
              </p>
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Over any view: what is shown may not be all there is. */
export function NewerDaemon() {
  if (!daemonIsNewer.value) return null;
  return (
    <div class="newer-daemon" role="alert">
      <Icon name="warning" size={18} />
      {outboxWords.value.newer}
      <button type="button" class="main-button" onClick={() => location.reload()}>
        {outboxWords.value.reload}
      </button>
    </div>
  );
}
