/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { OutboxQueue, type Post } from "../src/state/outbox-queue";

class FakeStorage {
  private readonly values = new Map<string, string>();
  get length(): number {
    return this.values.size;
  }
  key(i: number): string | null {
    return [...this.values.keys()][i] ?? null;
  }
  getItem(key: string): string | null {
    return this.values.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.values.set(key, value);
  }
  removeItem(key: string): void {
    this.values.delete(key);
  }
}

interface Asked {
  readonly name: string;
}

class Bench {
  readonly sent: Asked[] = [];
  posts: readonly Post<Asked>[] = [];

  get first(): Post<Asked> | undefined {
    return this.posts[0];
  }

  answers: ((refused?: { code: string; zh: string; en: string }) => void)[] = [];
  timers: (() => void)[] = [];
  nowMs = 1000;
  readonly queue: OutboxQueue<Asked>;

  constructor(readonly storage = new FakeStorage()) {
    this.queue = new OutboxQueue<Asked>({
      send: (question) => {
        this.sent.push(question);
        return new Promise((resolve, reject) => {
          this.answers.push((refused) => (refused ? reject(refused as unknown as Error) : resolve(undefined)));
        });
      },
      later: (_, run) => void this.timers.push(run),
      nowMs: () => this.nowMs,
      changed: (posts) => (this.posts = posts),
      storage,
    });
    this.queue.open("wang");
  }

  async answer(code?: string): Promise<void> {
    this.answers.shift()!(code === undefined ? undefined : { code, zh: "不行", en: "no" });
    await new Promise((done) => setImmediate(done));
  }
}

const words = { zh: "对", en: "right" };

test("what is done offline waits, and goes out in order when the line is back", async () => {
  const bench = new Bench();
  for (const name of ["a", "b", "c"]) bench.queue.put(name, { name }, words);
  assert.equal(bench.sent.length, 0);
  bench.queue.setLive(true);
  await bench.answer();
  await bench.answer();
  assert.deepEqual(bench.sent.map((question) => question.name), ["a", "b", "c"]);
  assert.deepEqual(bench.posts.map((post) => post.name), ["c"]);
});

test("a line lost in the middle loses nothing: what was not answered is said again", async () => {
  const bench = new Bench();
  bench.queue.setLive(true);
  bench.queue.put("a", { name: "a" }, words);
  bench.queue.setLive(false);
  await bench.answer("connection-lost");
  assert.equal(bench.posts.length, 1);
  bench.queue.setLive(true);
  await bench.answer();
  assert.equal(bench.sent.length, 2);
  assert.equal(bench.posts.length, 0);
});

test("a page that is loaded anew goes on where the old one stopped; another teacher's is not touched", async () => {
  const before = new Bench();
  before.queue.put("a", { name: "a" }, words);
  before.queue.put("b", { name: "b" }, words);
  const after = new Bench(before.storage);
  assert.deepEqual(after.posts.map((post) => post.name), ["a", "b"]);
  after.queue.open("li");
  assert.equal(after.posts.length, 0);
  after.queue.open("wang");
  after.queue.setLive(true);
  await after.answer();
  await after.answer();
  assert.equal(new Bench(before.storage).posts.length, 0);
});

test("the daemon's no is kept with its words, and does not stop what comes after", async () => {
  const bench = new Bench();
  bench.queue.setLive(true);
  bench.queue.put("a", { name: "a" }, words);
  bench.queue.put("b", { name: "b" }, words);
  await bench.answer("bad-verdict");
  await bench.answer();
  assert.deepEqual(bench.posts.map((post) => [post.name, post.refused]), [["a", { zh: "不行", en: "no" }]]);
  assert.equal(new Bench(bench.storage).first?.refused?.zh, "不行");
  bench.queue.retry("a");
  await bench.answer();
  assert.equal(bench.posts.length, 0);
});

test("said twice and refused as done already: it is done", async () => {
  const bench = new Bench();
  bench.queue.setLive(true);
  bench.queue.put("a", { name: "a" }, words);
  await bench.answer("connection-lost");
  bench.timers.shift()!();
  await bench.answer("no-proposal");
  assert.equal(bench.posts.length, 0);
  bench.queue.put("b", { name: "b" }, words);
  await bench.answer("no-proposal");
  assert.equal(bench.first?.refused?.en, "no", "the first time it is a refusal");
});

test("a long queue goes out no faster than the daemon listens", async () => {
  const bench = new Bench();
  for (let i = 0; i < 200; i++) bench.queue.put(`${i}`, { name: `${i}` }, words);
  bench.queue.setLive(true);
  for (let i = 0; i < 120; i++) await bench.answer();
  assert.equal(bench.sent.length, 120);
  bench.nowMs += 10_001;
  bench.timers.shift()!();
  await bench.answer();
  assert.equal(bench.sent.length, 122);
});
