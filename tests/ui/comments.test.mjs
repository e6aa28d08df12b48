/* SPDX-License-Identifier: MIT */
/*
 * What a teacher says beside right and wrong, on the real daemon with two consoles: comments that are kept and shared, a mark
 * where it was clicked, a sign while the pen is still at it, what was corrected, and names that somebody typed.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { cutElements, launch, logIn, openPage, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";
import { TeacherPen } from "./teacher-pen.mjs";

const PENS = ["--pens", "12", "--sheet", "docs/examples/demonstration.json", "--seed", "7", "--speed", "100", "--pauses", "0", "--quit-after", "strokes"];
const QUESTION = 6;

let real;
let browser;
let one;
let two;

/** Whoever is logged in here hears everything: `frames` as bytes, `answers` by seat and question as told last. */
async function console_() {
  const opened = await openPage(browser, real.url);
  const heard = { ...opened, frames: [], told: [], answers: new Map(), wall: null };
  const take = (text) => {
    const message = JSON.parse(text);
    heard.wall = message.wall ?? heard.wall;
    for (const pupil of message.results?.pupils ?? []) {
      heard.told.push(...pupil.answers);
      for (const answer of pupil.answers) heard.answers.set(`${pupil.seat} ${answer.question}`, answer);
    }
  };
  opened.page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      heard.frames.push(Buffer.from(payload));
      if (typeof payload === "string") take(payload);
    }),
  );
  await logIn(opened.page, real.login.name, real.login.password);
  await opened.page.waitForSelector(".seat");
  return heard;
}

const go = (on, hash) => on.page.evaluate((to) => (location.hash = to), hash);
const show = async (on, question) => {
  await go(on, `#/marking/${question}`);
  await on.page.waitForSelector(".marked-pupil");
};
const commented = (on) => on.page.$$eval(".marked-pupil", (all) => all.filter((row) => row.querySelector(".marked-comment")).map((row) => row.querySelector(".verdict-mark")?.textContent));

before(async () => {
  real = await RealClass.start();
  await once(real.startPens(...PENS), "exit");
  browser = await launch();
  [one, two] = [await console_(), await console_()];
  await until(one.page, () => one.answers.size, (n) => n >= 12 * 20, "the class has written");
});

after(async () => {
  await browser?.close();
  await real?.stop();
});

async function newComment(on, text, points) {
  await on.page.fill(".comment-new input[type=text]", text);
  await on.page.fill(".comment-new input[type=number]", points);
  await on.page.click(".comment-new button");
  await on.page.waitForSelector(`.comment-use >> text=${text}`);
}

test("a comment is kept and used again; points attached to it change all marks that use it, on every console", async () => {
  await show(one, QUESTION);
  await show(two, QUESTION);
  await newComment(one, "进位漏了", "3");
  await one.page.click("#pupil-0 .marked-who");
  await one.page.click(".comment-use");
  await until(one.page, () => commented(one), (marks) => marks.join() === "3", "the first use");
  await two.page.click("#pupil-1 .marked-who");
  await two.page.click(".comment-use");
  await until(one.page, () => commented(one), (marks) => marks.join() === "3,3", "the other teacher's use of it");
  await two.page.fill(".comments li input", "1");
  await two.page.click(".comments li form button");
  for (const on of [one, two]) await until(on.page, () => commented(on), (marks) => marks.join() === "1,1", "changed everywhere");
  await one.page.reload();
  await one.page.waitForSelector(".comment-use");
  assert.equal(await one.page.textContent(".comment-use"), "进位漏了");
  await until(one.page, () => commented(one), (marks) => marks.join() === "1,1", "kept");
  assert.deepEqual(await cutElements(one.page, ".comments *"), []);
});

test("a mark stands where the teacher clicked, on another console's page too", async () => {
  await one.page.click("#pupil-2 .ink-crop", { position: { x: 40, y: 20 } });
  await one.page.keyboard.press("v");
  const told = await until(two.page, () => two.answers.get(`2 ${QUESTION}`)?.mark, (mark) => mark?.x !== undefined, "the place");
  await go(two, "#/seat/2");
  const sign = `.sheet-marks [data-question="${QUESTION}"][data-verdict="right"]`;
  await two.page.waitForSelector(sign, { state: "attached" });
  const at = await two.page.$eval(sign, (mark) => {
    const { x, y, width, height } = mark.getBBox();
    return [x + width / 2, y + height / 2];
  });
  assert.ok(Math.hypot(at[0] - told.x, at[1] - told.y) < 200, `${at} for ${told.x}, ${told.y}: within 2 mm`);
});

test("what the pen says is seen while it is at it, and counts when it rests", async () => {
  await go(two, "#/seat/0");
  await two.page.waitForSelector(".sheet-marks");
  const pen = await TeacherPen.start(real);
  await pen.touch(1);
  // It is there for six tenths of a second: what is seen is noted in the page.
  await two.page.evaluate(() => {
    window.seen = [];
    const look = () => {
      const sign = document.querySelector('.mark-begun[data-question="12"]');
      if (sign) window.seen.push([sign.dataset.verdict, document.querySelector(".mark-writing")?.textContent]);
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true });
  });
  await pen.slash(12);
  await two.page.waitForSelector('.sheet-marks g:not(.mark-begun)[data-question="12"][data-verdict="half"]', { state: "attached" });
  const held = two.answers.get("0 12");
  assert.deepEqual([held.mark.verdict, held.mark.source, held.begun], ["half", "teacher-pen", undefined]);
  const [verdict, words] = (await two.page.evaluate(() => window.seen)).at(-1);
  assert.equal(verdict, "half");
  assert.match(words, /…$/);
  const told = two.told.find((answer) => answer.question === 12 && answer.begun);
  assert.deepEqual([told.mark, told.begun.verdict], [null, "half"]);
  pen.end();
});

test("a corrected answer has its first one struck through on the page", async () => {
  const corrected = [...two.answers].filter(([, answer]) => answer.corrected && answer.first !== "");
  assert.ok(corrected.length > 0, "somebody corrected something");
  const [[seat, question], answer] = [corrected[0][0].split(" "), corrected[0][1]];
  await go(two, `#/seat/${seat}`);
  const shown = `[data-corrected="${question}"]`;
  await two.page.waitForSelector(shown, { state: "attached" });
  assert.equal(await two.page.textContent(`${shown} tspan`), answer.first);
  assert.equal(await two.page.getAttribute(`${shown} tspan`, "text-decoration"), "line-through");
  assert.match(await two.page.textContent(shown), / → /);
});

test("from the question view an answer goes on the wall, and down again", async () => {
  const wrong = [...two.answers].find(([key, answer]) => answer.proposal?.verdict === "wrong" && answer.state === "read" && !answer.mark && !key.endsWith(" 0"));
  const question = Number(wrong[0].split(" ")[1]);
  await go(two, `#/questions/${question}`);
  await two.page.waitForSelector(".wrong-pupil button");
  await two.page.click(".wrong-pupil button");
  await two.page.waitForSelector(".wrong-pupil button[aria-pressed=true]");
  assert.deepEqual(two.wall.items.map((item) => item.question), [question]);
  await until(one.page, () => one.wall.items.length, (n) => n === 1, "the other console knows");
  assert.deepEqual(await cutElements(two.page, ".wrong-answers *"), []);
});

test("a name that was typed into a comment is hidden with the others, in every view and on the wall", async () => {
  const named = await one.page.$$eval(".marked-pupil", (all) => all.map((row) => [Number(row.id.slice(6)), row.querySelector(".marked-who").textContent]));
  const [seat, name] = named.map(([at, who]) => [at, /[\u4e00-\u9fff]{3,}$/.exec(who)?.[0]]).find(([, who]) => who);
  await newComment(one, `${name}再算一遍`, "2");
  await newComment(one, `请${name.slice(1)}来讲`, "2");
  await one.page.keyboard.press("Escape");
  await one.page.click(`#pupil-${seat} .marked-who`);
  await one.page.keyboard.press("h");
  await until(one.page, () => one.page.$$eval(".comment-use", (all) => all.map((use) => use.textContent).join()), (text) => text.includes(`${seat + 1} 号再算一遍`) && text.includes(`请${seat + 1} 号来讲`), "numbers in their place");
  const third = await console_();
  for (const hash of [`#/marking/${QUESTION}`, "#/questions/2", `#/seat/${seat}`, "#/wall", "#/projector", "#/day"]) {
    await go(third, hash);
    await third.page.waitForTimeout(250);
  }
  assert.ok(third.frames.length > 8);
  for (const frame of third.frames) assert.ok(!frame.includes(Buffer.from(name)), `a name crossed the wire: ${frame.toString().slice(0, 200)}`);
  for (const frame of third.frames) assert.ok(!frame.includes(Buffer.from(name.slice(1))), "a given name crossed the wire");
  await third.context.close();
  await one.page.keyboard.press("h");
  await one.page.waitForSelector(`.comment-use >> text=${name}再算一遍`);
  assert.deepEqual([one.troubles, two.troubles], [[], []]);
});
