/* SPDX-License-Identifier: MIT */
/*
 * What the teacher did and the daemon has not answered yet. Kept in the browser until it is answered, said again after
 * each reconnect, one after the other in the order it was done. What is refused is kept too, with the reason, until the
 * teacher mends it or lets it go. Pure but for what is handed in. Each thing is kept under a key of its own: two windows
 * that both send it do no harm, for a repeated action is known by its name.
 */
import { DONE_BEFORE } from "../wire/marking";

export interface Words {
  readonly zh: string;
  readonly en: string;
}

export interface Post<Q> {
  readonly name: string;
  readonly atMs: number;
  readonly question: Q;
  /** What was done, for the teacher. Never a name: this outlives the session. */
  readonly words: Words;
  readonly refused: Words | null;
}

export interface Refused extends Words {
  readonly code: string;
}

export interface OutboxSurroundings<Q> {
  /** Resolves when it is answered; rejects with a Refused. */
  send(question: Q): Promise<unknown>;
  later(delayMs: number, run: () => void): void;
  nowMs(): number;
  /** The queue is another now. */
  changed(posts: readonly Post<Q>[]): void;
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length"> | null;
}

/** The daemon hangs up on more than 200 messages in ten seconds; other things are asked meanwhile, too. */
const WINDOW_MS = 10_000;
const WINDOW_POSTS = 120;
const PATIENCE_MS = 1000;
/** Not the daemon's no: it never had it, could not look at it, or wants it a moment later. */
const UNHEARD: readonly string[] = ["connection-lost", "too-many-requests", "too-soon"];

function isPost(value: unknown): value is Post<never> {
  if (typeof value !== "object" || value === null) return false;
  const post = value as Record<string, unknown>;
  const question = post["question"];
  return (
    typeof post["name"] === "string" &&
    typeof post["atMs"] === "number" &&
    typeof post["words"] === "object" &&
    typeof question === "object" &&
    question !== null
  );
}

export class OutboxQueue<Q> {
  private posts: readonly Post<Q>[] = [];
  private readonly tried = new Set<string>();
  private sentMs: number[] = [];
  private live = false;
  private busy = false;
  private prefix = "";

  constructor(private readonly around: OutboxSurroundings<Q>) {}

  /** Whose; what is kept of another teacher's waits for that teacher. */
  open(owner: string): void {
    this.prefix = `zhibi-outbox/${owner}/`;
    this.posts = this.stored();
    // Another window, or the page before it was loaded anew, may have said it already.
    for (const post of this.posts) this.tried.add(post.name);
    this.tell();
  }

  close(): void {
    this.live = false;
    this.posts = [];
    this.tell();
  }

  put(name: string, question: Q, words: Words): void {
    const last = this.posts[this.posts.length - 1]?.atMs ?? 0;
    const post = { name, atMs: Math.max(this.around.nowMs(), last + 1), question, words, refused: null };
    this.posts = [...this.posts, post];
    this.keep(post);
    this.tell();
    void this.work();
  }

  /** The line is up, or down. */
  setLive(live: boolean): void {
    this.live = live;
    void this.work();
  }

  /** Once more, what was refused. */
  retry(name: string): void {
    this.posts = this.posts.map((post) => (post.name === name ? { ...post, refused: null } : post));
    for (const post of this.posts) if (post.name === name) this.keep(post);
    this.tell();
    void this.work();
  }

  drop(name: string): void {
    this.posts = this.posts.filter((post) => post.name !== name);
    this.tried.delete(name);
    this.around.storage?.removeItem(this.prefix + name);
    this.tell();
  }

  private async work(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    while (this.live) {
      const post = this.posts.find((candidate) => !candidate.refused);
      if (!post || !this.mayGo()) break;
      const unheard = await this.say(post);
      if (!unheard) continue;
      this.comeBack();
      break;
    }
    this.busy = false;
  }

  private mayGo(): boolean {
    const now = this.around.nowMs();
    this.sentMs = this.sentMs.filter((at) => now - at < WINDOW_MS);
    if (this.sentMs.length < WINDOW_POSTS) return true;
    this.comeBack();
    return false;
  }

  private comeBack(): void {
    this.around.later(PATIENCE_MS, () => void this.work());
  }

  /** True: nobody heard it. */
  private async say(post: Post<Q>): Promise<boolean> {
    const again = this.tried.has(post.name);
    this.tried.add(post.name);
    this.sentMs.push(this.around.nowMs());
    try {
      await this.around.send(post.question);
    } catch (error) {
      const refused = error as Refused;
      if (UNHEARD.includes(refused.code)) return true;
      if (!again || !DONE_BEFORE.includes(refused.code)) {
        this.refuse(post, { zh: refused.zh, en: refused.en });
        return false;
      }
    }
    this.drop(post.name);
    return false;
  }

  private refuse(post: Post<Q>, words: Words): void {
    const refused = { ...post, refused: words };
    this.posts = this.posts.map((one) => (one.name === post.name ? refused : one));
    this.keep(refused);
    this.tell();
  }

  private tell(): void {
    this.around.changed(this.posts);
  }

  /** A full or forbidden storage: then it is kept as long as the page is. */
  private keep(post: Post<Q>): void {
    try {
      this.around.storage?.setItem(this.prefix + post.name, JSON.stringify(post));
    } catch {
      // The queue itself still has it.
    }
  }

  private stored(): readonly Post<Q>[] {
    const storage = this.around.storage;
    const found: Post<Q>[] = [];
    for (let i = 0; storage && i < storage.length; i++) {
      const key = storage.key(i);
      if (!key?.startsWith(this.prefix)) continue;
      try {
        const post: unknown = JSON.parse(storage.getItem(key) ?? "");
        if (isPost(post)) found.push(post);
      } catch {
        // Not ours.
      }
    }
    return found.sort((a, b) => a.atMs - b.atMs);
  }
}
