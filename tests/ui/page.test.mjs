/* SPDX-License-Identifier: MIT */
/* The page in Chromium against the fake daemon: every view, and the days that a real class seldom has. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  atRest, CLASSROOM_PC, cutElements, finalPicture, inkPixels, launch, logIn, openClass, openPage, overlaps, picture,
  PROJECTOR, until,
} from "./browser.mjs";
import { FakeDaemon } from "./fake-daemon.mjs";

const PAGE = fileURLToPath(new URL("../../build/page", import.meta.url));
const TEACHER = { name: "teacher", password: "teacher" };
/** Of the fake class: has written twenty thousand dots; has two pages and does not write; has gaps. */
const LONG_PAGE = 2;
const TWO_PAGES = 7;

let browser;
let daemon;
let url;

before(async () => {
  browser = await launch();
  daemon = new FakeDaemon({ page: PAGE });
  url = await daemon.listen();
});

after(async () => {
  await browser?.close();
  await daemon?.close();
});

/** A test with its own class view; whatever it does, nothing may land in the error console. */
function inClass(name, run, options) {
  test(name, async (context) => {
    const opened = await openClass(browser, url, TEACHER, options);
    try {
      await run(opened.page, context);
      assert.deepEqual(opened.troubles, []);
    } finally {
      await opened.context.close();
    }
  });
}

const names = (page) => page.$$eval(".seat-name", (all) => all.map((element) => element.textContent));

test("a page and a daemon of different versions: it is said, and no door stays half open", async () => {
  daemon.protocol = "zhibi-console-2";
  const { page, context } = await openPage(browser, url);
  await logIn(page, TEACHER.name, TEACHER.password);
  await until(page, () => page.textContent(".newer-daemon"), (text) => /刷新后继续/.test(text), "the notice");
  daemon.protocol = undefined;
  await context.close();
});

test("login: plain words when the door stays shut, then the class", async () => {
  const { page, context, troubles } = await openPage(browser, url);
  const words = () => page.textContent("[role=alert]");
  await page.click("form button[type=submit]");
  assert.equal(await words(), "请填写用户名和密码。");
  await logIn(page, "teacher", "wrong");
  await until(page, words, (text) => text === "用户名或密码不对。", "wrong password");
  daemon.tries = 5;
  await logIn(page, "teacher", "teacher");
  await until(page, words, (text) => /请等 \d+ 秒/.test(text), "too many tries");
  const seconds = Number(/\d+/.exec(await words())[0]);
  assert.ok(await page.isDisabled("form button[type=submit]"));
  await until(page, words, (text) => Number(/\d+/.exec(text)?.[0]) < seconds, "the countdown");
  daemon.tries = 0;
  await page.reload();
  await page.route("**/api/login", (route) => route.abort());
  await logIn(page, "teacher", "teacher");
  await until(page, words, (text) => text.startsWith("连不上教室主机"), "no network");
  await page.unroute("**/api/login");
  await logIn(page, "teacher", "teacher");
  await page.waitForSelector(".seat");
  assert.deepEqual(troubles, []);
  await context.close();
});

for (const language of ["zh", "en"])
  inClass(
    `48 seats fit a classroom PC, a low window and a projector in ${language}, with all their ink, nothing cut`,
    async (page) => {
      assert.equal((await page.$$(".seat")).length, 48);
      for (const size of [CLASSROOM_PC, { width: 1366, height: 640 }, PROJECTOR]) {
        await page.setViewportSize(size);
        for (const seat of daemon.seats.filter((each) => each.page.strokes.length > 0))
          await until(page, () => inkPixels(page, `#seat-${seat.number} canvas`), (n) => n > 100, `ink of ${seat.number}`);
        assert.deepEqual(await cutElements(page, ".seat, .class-header *, .seat-name"), [], `${size.width}×${size.height}`);
        assert.deepEqual(await overlaps(page, ".class-header"), []);
        assert.ok(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight));
      }
    },
    { language },
  );

inClass("every state of a pen has its own shape and its own word", async (page) => {
  const seen = await page.$$eval(".counts li", (all) =>
    all.map((element) => [element.querySelector("path, circle").outerHTML, element.querySelector(".count-word").textContent]),
  );
  assert.equal(seen.length, 8);
  assert.equal(new Set(seen.map(([shape]) => shape)).size, 8);
  assert.equal(new Set(seen.map(([, word]) => word)).size, 8);
  assert.match(await page.textContent("#seat-22 .hints"), /9%/);
  assert.match(await page.textContent("#seat-33 .hints"), /13%/);
  assert.match(await page.getAttribute("#seat-5", "aria-label"), /6 号 杨梓涵，离线，这一页 \d+ 笔/);
});

inClass("live ink moves on the cards, in the counts and in the border", async (page) => {
  const seat = await until(
    page,
    () => page.$eval(".seat-writing:not(.seat-blank)", (element) => element.id).catch(() => null),
    (id) => id !== null,
    "somebody writes",
  );
  const first = await picture(page, `#${seat} canvas`);
  await until(page, () => picture(page, `#${seat} canvas`), (now) => now !== first, "new ink");
  const writing = Number(await page.textContent(".count-writing strong"));
  assert.ok(writing > 10, `${writing} write`);
});

const PROBLEMS = [
  {
    code: "pen-low", subject: "9C:7B:D2:00:00:00", seat: 0, detail: "12 %", since_ms: Date.now() - 5 * 60_000, count: 1,
    zh: "笔快没电了", en: "The pen's battery is low", mend_zh: "下课后给笔充电。", mend_en: "Charge the pen after class.",
  },
  {
    code: "from-a-newer-zhibi", subject: "hci0", seat: null, detail: "", since_ms: Date.now() - 7200_000, count: 3,
    zh: "蓝牙适配器是关着的", en: "The adapter is off", mend_zh: "打开电脑的蓝牙开关。", mend_en: "Switch Bluetooth on.",
  },
];

inClass("problems: a number in the header, the words and the mend on click, by keyboard, gone when solved", async (page) => {
  const button = page.locator(".problems-button");
  assert.equal(await button.count(), 0);
  try {
    daemon.setProblems(PROBLEMS);
    await button.waitFor();
    assert.equal((await button.textContent()).trim(), "2 个问题");
    await button.focus();
    await page.keyboard.press("Enter");
    const items = page.locator(".problems[open] li");
    await items.first().waitFor();
    const first = await items.nth(0).textContent();
    assert.match(first, new RegExp((await names(page))[0]));
    assert.match(first, /笔快没电了.*下课后给笔充电。.*已有 [5-9] 分钟/);
    assert.match(await items.nth(1).textContent(), /hci0.*蓝牙适配器是关着的.*已有 2 小时，发生 3 次/);
    await page.keyboard.press("Escape");
    await page.waitForSelector(".problems:not([open])", { state: "attached" });
  } finally {
    daemon.setProblems([]);
  }
  await button.waitFor({ state: "detached" });
});

inClass("the keyboard: round the room, into a page, back to the same seat; the list of keys", async (page) => {
  const focused = () => page.evaluate(() => document.activeElement.id);
  await page.keyboard.press("ArrowRight");
  assert.equal(await focused(), "seat-0");
  for (const key of ["ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft"]) await page.keyboard.press(key);
  assert.equal(await focused(), "seat-16");
  await page.keyboard.press("ArrowLeft");
  assert.equal(await focused(), "seat-16", "there is a wall");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".page-view");
  assert.match(await page.textContent(".page-title h1"), /郭子墨/);
  await page.keyboard.press("ArrowRight");
  await until(page, () => page.textContent(".page-title h1"), (text) => /马文静/.test(text), "next pupil");
  await page.keyboard.press("?");
  await page.waitForSelector("dialog[open]");
  await page.keyboard.press("Escape");
  await page.waitForSelector("dialog", { state: "hidden" });
  assert.ok(await page.isVisible(".page-view"), "Escape closed the list only");
  await page.keyboard.press("Escape");
  await page.waitForSelector(".seats");
  await until(page, focused, (id) => id === "seat-17", "the same seat");
});

inClass("hidden names are nowhere on the page, and come back", async (page) => {
  const all = await names(page);
  await page.keyboard.press("h");
  await until(page, () => names(page), (now) => now[0] === "1 号", "names hidden");
  const markup = await page.content();
  for (const name of all) assert.ok(!markup.includes(name), name);
  await page.keyboard.press("h");
  await until(page, () => names(page), (now) => now.join() === all.join(), "names back");
});

/** The whole way, as a teacher feels it: from the click to the frame that shows the ink, drawn and all. */
async function clickToPixels(page) {
  await page.keyboard.press("Escape");
  await page.waitForSelector(".seats");
  return page.evaluate(
    (seat) =>
      new Promise((resolve) => {
        performance.clearMeasures("page-painted");
        const begun = performance.now();
        document.querySelector(seat).click();
        const look = () => {
          const done = performance.getEntriesByName("page-painted").length > 0;
          if (!done) return requestAnimationFrame(look);
          document.querySelector("#page-still").getContext("2d").getImageData(0, 0, 1, 1);
          return resolve(performance.now() - begun);
        };
        requestAnimationFrame(look);
      }),
    `#seat-${LONG_PAGE}`,
  );
}

inClass("a page of 20,000 dots: first paint, then the replay", async (page, context) => {
  await page.click(`#seat-${LONG_PAGE}`);
  await until(page, () => inkPixels(page, "#page-still"), (n) => n > 5000, "the page");
  const paint = await page.evaluate(() => {
    const [first] = performance.getEntriesByName("page-painted");
    return { ms: first.duration, nDots: first.detail.nDots };
  });
  const wholeMs = Math.min(await clickToPixels(page), await clickToPixels(page), await clickToPixels(page));
  context.diagnostic(`first paint of ${paint.nDots} dots: ${paint.ms.toFixed(1)} ms; from click to pixels: ${wholeMs.toFixed(1)} ms`);
  assert.ok(paint.nDots >= 20000);

  const length = await page.$eval("#scrub", (input) => Number(input.max));
  const shown = [];
  for (const part of [0.1, 0.3, 0.6, 0.3]) {
    await page.fill("#scrub", String(Math.round(length * part)));
    shown.push(await atRest(page, () => inkPixels(page, "#page-still")));
  }
  assert.ok(shown[0] < shown[1] && shown[1] < shown[2], `${shown}`);
  assert.equal(shown[3], shown[1], "back at the same moment, the same picture");
  assert.equal(await page.getAttribute(".live-button", "aria-pressed"), "false");
});

inClass("replay plays at its speed, pauses, ends in the present", async (page) => {
  await page.click(`#seat-${TWO_PAGES}`);
  const whole = await finalPicture(page);
  const at = () => page.$eval("#scrub", (input) => Number(input.value));
  await page.selectOption(".speed select", "32");
  await page.click(".play-button");
  const begun = Date.now();
  await until(page, at, (ms) => ms > 8000, "the replay runs");
  assert.ok(Date.now() - begun < 5000, "32 times as fast as it was written");
  await page.click(".play-button");
  const stood = await at();
  await page.waitForTimeout(200);
  assert.equal(await at(), stood, "it stands");
  const shortened = await page.$eval("#scrub", (input) => Number(input.max));
  await page.click(".pauses input");
  const full = await page.$eval("#scrub", (input) => Number(input.max));
  assert.ok(full > shortened + 20000, "the pauses of 25 s are back");
  await page.keyboard.press("0");
  assert.equal(await page.getAttribute(".live-button", "aria-pressed"), "true");
  assert.equal(await finalPicture(page), whole);
});

inClass("an older page of a pupil; each look is told to the daemon", async (page) => {
  daemon.opened.length = 0;
  await page.click(`#seat-${TWO_PAGES}`);
  await page.waitForSelector(".page-button");
  assert.match(await page.textContent(".page-title p"), /第 11 页/);
  await page.click(".page-button >> nth=1");
  await until(page, () => page.textContent(".page-title p"), (text) => /第 10 页以前的一页/.test(text), "the older page");
  await until(page, () => inkPixels(page, "#page-still"), (n) => n > 1000, "its ink");
  assert.deepEqual(daemon.opened, [107, 207]);
  await page.click(".page-side .main-button");
  await until(page, () => page.textContent(".page-title p"), (text) => /第 11 页/.test(text), "the page of now");
  await page.goto(`${url}#/seat/${TWO_PAGES}/copy/999`);
  await until(page, () => page.textContent(".page-main"), (text) => /没有这一页/.test(text), "no such page");
});

inClass("flagged strokes are explained and pointed out", async (page) => {
  await page.click("#seat-9");
  await page.waitForSelector(".note");
  assert.match(await page.textContent(".notes"), /中间缺了一段/);
  const before = await inkPixels(page, ".sheet-ink >> nth=1");
  await page.focus(".note");
  await until(page, () => inkPixels(page, ".sheet-ink >> nth=1"), (n) => n > before + 50, "strokes pointed out");
});

inClass("a seat without ink says so, and nothing of the last pupil lingers", async (page) => {
  await page.click("#seat-10");
  await page.waitForSelector(".replay");
  await page.keyboard.press("ArrowRight");
  await until(page, () => page.textContent(".page-main"), (text) => /还没有笔迹/.test(text), "the empty page");
  assert.equal(await page.$(".replay"), null);
  assert.equal(await inkPixels(page, "#page-still"), 0);
  assert.match(await page.textContent(".page-side"), /无笔.*照收/s);
});

inClass("page width: the sheet as broad as its room, from pupil to pupil", async (page) => {
  await page.click("#seat-9");
  const width = () => page.$eval(".sheet", (element) => element.clientWidth);
  const whole = await until(page, width, (n) => n > 300, "the sheet");
  await page.keyboard.press("z");
  await until(page, width, (n) => n > whole * 2, "broad");
  await page.keyboard.press("ArrowRight");
  await until(page, width, (n) => n > whole * 2, "still broad");
  await page.keyboard.press("z");
  await until(page, width, (n) => n === whole, "whole again");
});

inClass("a lost number is mended by itself", async (page) => {
  daemon.loseNumber();
  daemon.setStore("full", "No room.");
  await page.waitForSelector(".banner-full");
  assert.match(await page.textContent(".banner"), /磁盘已满/);
  daemon.setStore("ok");
  await page.waitForSelector(".banner", { state: "detached" });
});

inClass("the line is cut: a veil with the time, the picture beneath, and the same picture after", async (page) => {
  await page.click(`#seat-${TWO_PAGES}`);
  const before = await finalPicture(page);
  daemon.silent = true;
  daemon.cut();
  await page.waitForSelector(".veil");
  assert.match(await page.textContent(".veil"), /\d\d:\d\d:\d\d 起画面不再更新/);
  assert.equal(await picture(page, "#page-still"), before, "the picture stays");
  daemon.silent = false;
  await page.waitForSelector(".veil", { state: "detached" });
  assert.equal(await finalPicture(page), before);
});

inClass("a session that has ended leads to the door", async (page) => {
  daemon.loggedIn.clear();
  daemon.cut();
  await page.waitForSelector(".login");
});

inClass(
  "who wants no motion gets none",
  async (page) => {
    await page.waitForSelector(".seat-writing");
    const moving = await page.evaluate(() => document.getAnimations().length);
    assert.equal(moving, 0);
  },
  { reducedMotion: "reduce" },
);

inClass("language and look are switched at once and remembered", async (page) => {
  await page.keyboard.press("l");
  await until(page, () => page.textContent(".connection"), (text) => text === "Live", "English");
  await page.keyboard.press("t");
  await until(page, () => page.getAttribute("html", "data-look"), (look) => look === "board", "blackboard");
  await page.reload();
  await page.waitForSelector(".seat");
  assert.equal(await page.textContent(".connection"), "Live");
  assert.equal(await page.getAttribute("html", "data-look"), "board");
});

inClass("everything that can be pressed has a name, and logging out leads to the door", async (page) => {
  const nameless = await page.$$eval("button, input, select", (all) =>
    all.filter((element) => !(element.getAttribute("aria-label") || element.textContent.trim() || element.labels?.length)).length,
  );
  assert.equal(nameless, 0);
  await page.click(".rail-switches button >> nth=-1");
  await page.waitForSelector(".login");
});
