/* SPDX-License-Identifier: MIT */
/*
 * Marking as a teacher would, on the real daemon: 48 virtual pens do a sheet, then five questions are marked from the
 * keyboard by groups; the cable is pulled in the middle; a second console looks on; names are hidden; what is refused
 * says why.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, logIn, openClass, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";

const PENS = ["--pens", "48", "--sheet", "docs/examples/demonstration.json", "--seed", "7", "--speed", "40", "--pauses", "0", "--quit-after", "strokes"];
const KEYS_MAX = 120;
const QUESTIONS = [1, 2, 3, 4, 5];

let real;
let browser;
let first;
let second;
let page;
const frames = [];

before(async () => {
  real = await RealClass.start();
  real.startPens(...PENS);
  browser = await launch();
  first = await openClass(browser, real.url, real.login);
  page = first.page;
});

after(async () => {
  await browser?.close();
  await real?.stop();
});

const progress = async (on = page) => /(\d+)\/(\d+)/.exec((await on.textContent("#marking-progress")) ?? "")?.slice(1).map(Number) ?? [0, 0];
const show = async (question, on = page) => {
  await on.evaluate((hash) => (location.hash = hash), `#/marking/${question}`);
  await on.waitForSelector(`.marking-questions [aria-current=true]`);
};
const verdicts = (on) => on.$$eval(".marked-pupil", (all) => all.map((one) => `${one.id} ${one.querySelector(".verdict-mark")?.textContent ?? "-"}`).sort());

/** As the other teacher does in the view of that pupil's page: what was read is another answer. */
async function correct(on, seat, question, text) {
  const login = await on.evaluate(async () => (await (await fetch("/api/me")).json()).login);
  const post = { name: `c${seat}`, atMs: 1, question: { type: "correct", seat, question, text }, words: { zh: "", en: "" }, refused: null };
  await on.evaluate(([key, text]) => localStorage.setItem(key, text), [`zhibi-outbox/${login}/${post.name}`, JSON.stringify(post)]);
  await on.reload();
  await on.waitForSelector(".marking");
}

test("the class writes, and its ink of one question stands side by side", async () => {
  await show(5);
  await until(page, progress, ([, all]) => all >= 46, "everybody has written");
  await until(page, async () => Number(await page.$$eval(".marking-questions small", (all) => all[19]?.textContent.split("/")[1] ?? 0)), (n) => n >= 46, "to the last question");
  await real.endPens();
  await show(1);
  const inked = () =>
    page.$$eval(".ink-crop", (all) => all.filter((one) => one.getContext("2d").getImageData(0, 0, one.width, one.height).data.some((value) => value > 0)).length);
  await until(page, inked, (n) => n >= 40, "crops with ink");
  assert.ok((await page.$$(".verdict-proposal")).length > 0, "proposals are told apart from marks");
  assert.equal((await page.$$(".verdict-mark")).length, 0, "nothing a machine guessed is a mark");
});

test("five questions of the class are marked with few keys, through a pulled cable", async () => {
  let nKeys = 0;
  const press = async (key) => {
    nKeys += 1;
    await page.keyboard.press(key);
  };
  for (const question of QUESTIONS) {
    if (question === 3) {
      real.cable.pull();
      await page.waitForSelector(".veil");
    }
    for (let i = 0; i < 40; i++) {
      const [marked, all] = await progress();
      if (marked === all) break;
      const proposed = await page.$(".answer-chosen .verdict-proposal");
      await press(proposed ? "Enter" : "x");
    }
    if (question === 3) {
      assert.match(await page.textContent(".outbox"), /\d+ 项待发送/);
      assert.ok((await page.$$(".verdict-pending")).length > 0, "shown as pending");
      real.cable.plug();
      await page.waitForSelector(".veil", { state: "detached" });
      await until(page, () => page.textContent(".outbox"), (text) => text === "", "all is sent");
    }
    await until(page, () => page.$$eval(".verdict-mark", (all) => all.length), (n) => n >= 46, `question ${question} is marked`);
    if (question !== QUESTIONS[QUESTIONS.length - 1]) {
      await press("]");
      await until(page, () => page.evaluate(() => location.hash), (hash) => hash === `#/marking/${question + 1}`, "the next question");
    }
  }
  console.log(`# ${nKeys} keys for 48 x ${QUESTIONS.length}`);
  assert.ok(nKeys <= KEYS_MAX, `${nKeys} keys`);
});

test("what is done offline outlives the page", async () => {
  await show(6);
  await until(page, progress, ([, all]) => all > 0, "the question");
  await page.keyboard.press("ArrowRight");
  await until(page, () => page.textContent(".outbox"), (text) => text === "", "what was done before is answered");
  real.cable.pull();
  await page.waitForSelector(".veil");
  await page.keyboard.press("x");
  const kept = await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("zhibi-outbox/")).length);
  assert.equal(kept, 1);
  const names = await page.evaluate(() => Object.entries(localStorage).filter(([key]) => key.startsWith("zhibi-outbox/")).join());
  assert.doesNotMatch(names, /"name":"[\u4e00-\u9fff]/, "no name in the browser's storage");
  real.cable.plug();
  await page.reload();
  await page.waitForSelector(".marking");
  await until(page, () => page.$$eval(".verdict-mark", (all) => all.length), (n) => n === 1, "the mark came through once");
  assert.equal(await page.textContent(".outbox"), "");
});

test("two consoles converge, and the mark says who made it; undo puts the one before in force", async () => {
  second = await openClass(browser, real.url, real.login);
  await show(6, second.page);
  await until(second.page, () => second.page.$$eval(".verdict-mark", (all) => all.length), (n) => n === 1, "the other's mark");
  assert.match(await second.page.textContent(".marked-by"), /\d\d:\d\d/);
  await page.keyboard.press("Enter");
  await until(second.page, () => second.page.$$eval(".verdict-mark", (all) => all.length), (n) => n > 1, "a group marked by the other");
  const settled = async () => [await verdicts(page), await verdicts(second.page)];
  await until(page, settled, ([one, other]) => one.join() === other.join(), "both show the same");
  await page.keyboard.press("u");
  await until(second.page, () => second.page.$$eval(".verdict-mark", (all) => all.length), (n) => n === 1, "undone on both");
});

test("a key marks the pupil that was chosen, though another with a lower seat joins the group", async () => {
  await show(7);
  await until(page, progress, ([, all]) => all > 40, "the question");
  const largest = () => page.$$eval(".answer-chosen .marked-pupil", (all) => all.map((one) => Number(one.id.slice("pupil-".length))));
  const seats = await until(page, largest, (all) => all.length > 3, "a group is chosen");
  const text = await page.textContent(".answer-chosen .answer-title strong");
  const joins = await page.$$eval(".marked-pupil", (all) => all.map((one) => Number(one.id.slice("pupil-".length))));
  const other = joins.find((seat) => !seats.includes(seat) && seat < seats.at(-1));
  const before = seats.filter((seat) => seat > other)[0];
  await page.click(`#pupil-${before} .marked-who`);
  await correct(second.page, other, 7, text);
  await until(page, largest, (all) => all.includes(other) || all.length === 1, "it joined");
  await until(page, () => page.$$eval(".answer-chosen .marked-pupil", (all) => all.length), (n) => n === seats.length + 1, "the group grew");
  await page.keyboard.press("x");
  await until(page, () => page.$$eval(".verdict-mark", (all) => all.map((one) => one.closest("li").id)), (ids) => ids.length === 1, "one mark");
  assert.deepEqual(await page.$$eval(".verdict-mark", (all) => all.map((one) => one.closest("li").id)), [`pupil-${before}`]);
  await page.keyboard.press("u");
  await page.click(`#pupil-${before} .marked-who`);
  await correct(second.page, before, 7, text === "A" ? "B" : "A");
  await page.waitForSelector(".marking-lost");
  await page.keyboard.press("x");
  await page.waitForTimeout(300);
  assert.equal(await page.$$eval(".verdict-mark", (all) => all.length), 0, "nothing is chosen, nothing is marked");
});

test("a key on a group that is marked all through asks first", async () => {
  await show(1);
  await until(page, progress, ([marked, all]) => all > 40 && marked === all, "question 1 is marked");
  const before = await verdicts(page);
  await page.keyboard.press("n");
  assert.match(await page.textContent(".answer-chosen [role=alert]"), /\d+ 份已批过，再按一次全部改为 空/);
  await page.keyboard.press("Escape");
  await page.waitForSelector(".answer-chosen [role=alert]", { state: "detached" });
  await page.keyboard.press("n");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.waitForTimeout(300);
  assert.deepEqual(await verdicts(page), before, "nothing is another");
  await page.keyboard.press("n");
  await page.keyboard.press("n");
  await until(page, () => page.$$eval(".answer-chosen .verdict-mark", (all) => all.map((one) => one.textContent)), (all) => all.every((one) => one === "空"), "said twice");
  await page.keyboard.press("u");
  await until(page, async () => (await verdicts(page)).join(), (now) => now === before.join(), "undone");
});

test("what waits is told in words, and an undoing only at those it is about", async () => {
  await show(8);
  await until(page, progress, ([, all]) => all > 40, "the question");
  await until(page, () => page.textContent(".outbox"), (text) => text === "", "all is answered");
  real.cable.pull();
  await page.waitForSelector(".veil");
  const seat = await page.$eval(".answer-chosen .marked-pupil", (one) => one.id.slice("pupil-".length));
  await page.click(`#pupil-${seat} .marked-who`);
  await page.keyboard.press("4");
  await until(page, () => page.$$eval(".verdict-pending", (all) => all.map((one) => one.closest("li").id)), (ids) => ids.join() === `pupil-${seat}`, "given");
  await page.keyboard.press("u");
  await until(page, () => page.$$eval(".verdict-pending", (all) => all.map((one) => `${one.closest("li").id} ${one.textContent}`)), (all) => all.length === 1 && all[0].startsWith(`pupil-${seat} ↶`), "the undoing");
  await page.keyboard.press("ArrowLeft");
  await page.click(".answer-chosen .answer-title");
  await page.keyboard.press("x");
  await page.click(".outbox button");
  const told = await page.$$eval(".outbox-list h3", (all) => all.map((one) => one.textContent));
  assert.match(told[0], /^第 二、3 题，\d+ 号：4 分$/);
  assert.match(told[1], /^撤销“第 二、3 题，\d+ 号：4 分”$/);
  assert.match(told[2], /^第 二、3 题，写 [A-D] 的：错$/);
  await page.keyboard.press("Escape");
  real.cable.plug();
  await until(page, () => page.textContent(".outbox"), (text) => text === "", "all is sent");
  await page.keyboard.press("u");
});

test("answers that nobody read stand in a dense grid, in the order of the keys; options are seen as printed", async () => {
  await show(20);
  await until(page, progress, ([, all]) => all > 40, "the last question");
  const boxes = () => page.$$eval(".answer-single", (all) => all.map((one) => one.getBoundingClientRect()).map(({ x, y, width, height }) => ({ x, y, width, height })));
  const all = await boxes();
  const rows = new Set(all.map(({ y }) => y));
  assert.ok(all.length > 10 && rows.size <= Math.ceil(all.length / 4), `${all.length} in ${rows.size} rows`);
  const at = () => page.$$eval(".answer-group", (cards) => cards.findIndex((one) => one.matches(".answer-chosen")));
  const first = await at();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await until(page, at, (now) => now === first + 1, "the neighbour");
  await show(1);
  const drawn = () => page.$eval(".ink-crop", (one) => ({ shown: one.getBoundingClientRect().width, shape: one.height / one.width }));
  const { shown } = await until(page, drawn, ({ shape }) => shape < 0.3, "the printed options make it flat");
  assert.ok(shown >= 150, `${shown} px`);
});

test("points are shown while they are typed, refused in the card, and taken away by a key", async () => {
  await show(9);
  await until(page, progress, ([, all]) => all > 40, "the question");
  const one = await page.$eval(".answer-chosen .marked-pupil", (pupil) => `#${pupil.id}`);
  const notice = () => page.$$eval(".answer-chosen .marking-notice", (all) => all.map((text) => text.textContent).join());
  const mark = () => page.$$eval(`${one} .verdict-mark`, (all) => all.map((text) => text.textContent).join());
  await page.click(`${one} .marked-who`);
  await page.keyboard.press("9");
  assert.match(await notice(), /没有 9 分：这题满分 5/);
  await page.waitForTimeout(1000);
  assert.equal(await mark(), "", "nothing is given");
  assert.ok(await page.$(`${one}.marked-chosen`), "and it stays there");
  for (const key of ["Enter", "v", "n", "."]) {
    await page.keyboard.press("9");
    await page.waitForSelector(".answer-chosen .marking-notice");
    await page.keyboard.press(key);
    await page.waitForSelector(".answer-chosen .marking-notice", { state: "detached" });
    assert.ok(await page.$(`${one}.marked-chosen`), `${key} only takes away what was refused`);
  }
  assert.equal(await page.$$eval(".verdict-mark", (all) => all.length), 0, "no mark of a machine's or a key's");
  await page.keyboard.press("3");
  await page.keyboard.press(".");
  assert.match(await notice(), /给 3.5 分/);
  assert.equal(await mark(), "", "not sent yet");
  await until(page, mark, (text) => text === "3.5", "given when the keys rest");
  await page.click(`${one} .marked-who`);
  await page.keyboard.press("Backspace");
  await until(page, mark, (text) => text === "", "taken away");
  await page.waitForSelector(`${one} .verdict-proposal`);
  const bounds = await page.$$eval(".accept-above option", (all) => all.map((text) => text.textContent));
  assert.deepEqual(bounds.map((text) => /≥ (\d+)%：\d+ 份 · .*认错/.exec(text)?.[1]), ["90", "95", "98"]);
  await page.selectOption(".accept-above select", "0.98");
  const [, n] = /≥ 98%：(\d+) 份/.exec(bounds[2]);
  await page.keyboard.press("a");
  await until(page, () => page.$$eval(".verdict-mark", (all) => all.length), (marked) => marked === Number(n), `the ${n} at least so sure`);
  await page.keyboard.press("u");
  await until(page, () => page.$$eval(".verdict-mark", (all) => all.length), (marked) => marked === 0, "undone");
});

test("points typed and left at once are given: for another pupil, for another question", async () => {
  await show(9);
  await until(page, progress, ([, all]) => all > 40, "the question");
  const [one, other, third] = await page.$$eval(".marked-pupil", (all) => all.map((pupil) => `#${pupil.id}`));
  const marks = () => page.$$eval(".verdict-mark", (all) => all.map((text) => `#${text.closest("li").id} ${text.textContent}`).sort().join());
  const typeAndClick = async (pupil, key, next) => {
    await page.click(`${pupil} .marked-who`);
    // At once: the page has no time to give it by itself.
    await page.evaluate(([points, selector]) => {
      dispatchEvent(new KeyboardEvent("keydown", { key: points }));
      return new Promise((resolve) => setTimeout(() => resolve(document.querySelector(selector).click()), 50));
    }, [key, next]);
  };
  await typeAndClick(one, "3", `${other} .marked-who`);
  await until(page, marks, (all) => all === `${one} 3`, "to the first, and to nobody else");
  assert.ok(await page.$(`${other}.marked-chosen`), "and the one that was clicked is chosen");
  await typeAndClick(other, "2", ".marking-questions button:nth-child(8)");
  await until(page, () => page.evaluate(() => location.hash), (hash) => hash === "#/marking/8", "another question");
  await show(9);
  await until(page, marks, (all) => all === [`${one} 3`, `${other} 2`].sort().join(), "to the second");
  await page.click(`${third} .marked-who`);
  await page.evaluate(() => {
    dispatchEvent(new KeyboardEvent("keydown", { key: "4" }));
    return new Promise((resolve) => setTimeout(() => resolve((location.hash = "#/questions/9")), 50));
  });
  await page.waitForSelector(".heat");
  await show(9);
  await until(page, marks, (all) => all === [`${one} 3`, `${other} 2`, `${third} 4`].sort().join(), "and who leaves the view has given it, once");
  for (let n = 0; n < 3; n++) await page.keyboard.press("u");
  await until(page, marks, (all) => all === "", "three marks, three undone");
});

test("points for a group that is marked all through wait beside it for a yes or no", async () => {
  await show(1);
  await until(page, progress, ([marked, all]) => all > 40 && marked === all, "question 1 is marked");
  const before = await verdicts(page);
  await page.click(".answer-group >> nth=0 >> .answer-title");
  const notice = () => page.$$eval(".answer-group", ([card]) => card.querySelector("[role=alert]")?.textContent ?? "");
  await page.evaluate(() => {
    dispatchEvent(new KeyboardEvent("keydown", { key: "2" }));
    return new Promise((resolve) => setTimeout(() => resolve(document.querySelectorAll(".answer-title")[1].click()), 50));
  });
  await until(page, notice, (text) => /份已批过，再按一次全部改为 2/.test(text), "asked, though another group was clicked");
  assert.ok(await page.$(".answer-group >> nth=1 >> xpath=self::*[contains(@class,'answer-chosen')]"), "which is chosen");
  await show(2);
  await show(1);
  assert.match(await notice(), /改为 2/, "after another question, too");
  const leaves = () => page.evaluate(() => dispatchEvent(new Event("beforeunload", { cancelable: true })));
  assert.equal(await leaves(), false, "the browser asks before the page goes");
  assert.deepEqual(await verdicts(page), before, "nothing is another by a slip");
  await page.click(".answer-group >> nth=0 >> [role=alert] button >> nth=0");
  const first = () => page.$$eval(".answer-group", ([card]) => [...card.querySelectorAll(".verdict-mark")].map((one) => one.textContent).join(""));
  await until(page, first, (text) => /^2+$/.test(text), "yes");
  assert.equal(await leaves(), true);
  await page.keyboard.press("u");
  await until(page, async () => (await verdicts(page)).join(), (now) => now === before.join(), "undone");
});

test("points typed just before the page is loaded anew are given", async () => {
  await show(9);
  await until(page, progress, ([, all]) => all > 40, "the question");
  const one = await page.$eval(".marked-pupil", (pupil) => `#${pupil.id}`);
  await page.click(`${one} .marked-who`);
  const loaded = page.waitForEvent("load");
  await page.evaluate(() => {
    dispatchEvent(new KeyboardEvent("keydown", { key: "3" }));
    setTimeout(() => location.reload(), 50);
  });
  await loaded;
  const mark = () => page.$$eval(`${one} .verdict-mark`, (all) => all.map((text) => text.textContent).join());
  await until(page, mark, (text) => text === "3", "given");
});

test("one key blanks the wall from here, and is no half mark", async () => {
  const before = await verdicts(page);
  await page.keyboard.press("Shift+B");
  await page.waitForSelector(".blanked");
  await until(second.page, () => second.page.$$eval(".blanked", (all) => all.length), (n) => n === 1, "on every console");
  await page.keyboard.press("?");
  assert.match(await page.textContent(".key-help"), /展示墙.*Shift.*B.*黑屏/);
  await page.keyboard.press("Escape");
  real.cable.pull();
  await page.waitForSelector(".veil");
  await page.keyboard.press("Shift+B");
  await until(page, () => page.textContent(".veil"), (text) => text.includes("刚才按的没有做"), "nothing is shown when nobody reckons with it");
  real.cable.plug();
  await page.waitForSelector(".veil", { state: "detached" });
  await page.waitForSelector(".blanked");
  await page.keyboard.press("Shift+B");
  await page.waitForSelector(".blanked", { state: "detached" });
  assert.deepEqual(await verdicts(page), before);
});

test("hidden names are in no frame, text or binary", async () => {
  const names = await page.$$eval(".marked-who", (all) => all.map((one) => one.textContent).filter((name) => /[\u4e00-\u9fff]{2,}/.test(name)));
  assert.ok(names.length > 10, `${names}`);
  await page.keyboard.press("h");
  await until(page, () => page.$$eval(".marked-who", (all) => all.filter((one) => !/^\d+ 号$/.test(one.textContent)).length), (n) => n === 0, "numbers");
  const third = await browser.newContext();
  const look = await third.newPage();
  look.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => frames.push(Buffer.from(payload))));
  await look.goto(real.url);
  await logIn(look, real.login.name, real.login.password);
  await look.waitForSelector(".seat");
  await show(2, look);
  await until(look, () => look.$$eval(".marked-pupil", (all) => all.length), (n) => n >= 46, "the marking view");
  await look.evaluate(() => (location.hash = "#/questions/2"));
  await look.waitForSelector(".heat td.cell");
  await look.waitForTimeout(500);
  assert.ok(frames.length > 10 && frames.some((frame) => frame[0] === 1 && frame[1] === 2), "frames with ink of a question too");
  for (const name of names) for (const frame of frames) assert.ok(!frame.includes(Buffer.from(name)), "a name crossed the wire");
  await third.close();
  await page.keyboard.press("h");
});

test("a mark of another assignment, and words of a newer daemon, are refused with the mend", async () => {
  await page.evaluate(() => {
    const login = Object.keys(localStorage).length >= 0 ? "teacher" : "";
    const post = {
      name: "other",
      atMs: 1,
      question: { type: "mark", seat: 0, question: 1, verdict: "right", points: 0, text: "", action: "other", assignment: 424242 },
      words: { zh: "第 1 题：对", en: "Question 1: right" },
      refused: null,
    };
    window.refusedPost = [login, post];
  });
  const me = await page.evaluate(async () => (await (await fetch("/api/me")).json()).login);
  await page.evaluate((login) => localStorage.setItem(`zhibi-outbox/${login}/other`, JSON.stringify(window.refusedPost[1])), me);
  await page.reload();
  await until(page, () => page.textContent(".outbox"), (text) => /1 项未成功/.test(text), "the refusal is counted");
  await page.click(".outbox button");
  assert.match(await page.textContent(".outbox-list"), /另一份作业.*请先打开/);
  await page.click(".outbox-list li button:last-child");
  await until(page, () => page.textContent(".outbox"), (text) => text === "", "let go");
  await page.keyboard.press("Escape");
  const old = await browser.newContext();
  const look = await old.newPage();
  await look.addInitScript(() => {
    const Real = window.WebSocket;
    window.WebSocket = class extends Real {
      set onmessage(listener) {
        super.onmessage = listener;
        this.addEventListener("open", () => setTimeout(() => listener({ data: '{"type":"hologram","version":2}' }), 300));
      }
    };
  });
  await look.goto(real.url);
  await logIn(look, real.login.name, real.login.password);
  await look.waitForSelector(".newer-daemon");
  assert.match(await look.textContent(".newer-daemon"), /更新了.*刷新/);
  await old.close();
  assert.deepEqual(first.troubles, []);
});
