/* SPDX-License-Identifier: MIT */
/*
 * Homework is given from the page, by the real daemon's rules: subjects are added up, warned at four fifths, a reason is
 * needed at the limit, moved to a better day in one step; the notice is a PDF that says it; grade 1 gets nothing for home.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { CLASSROOM_PC, cutElements, launch, logIn, openPage, PROJECTOR, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";

let folder;
let real;
let browser;
let page;
let troubles;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "zhibi-board-"));
  // Every day is a school day, so that it does not matter on which this runs.
  const rules = join(folder, "rules.conf");
  await writeFile(rules, "[calendar]\nworkdays = 2020-01-01..2099-12-31\n");
  real = await RealClass.start({ config: `[load]\nrules = ${rules}\n` });
  const roster = join(folder, "roster.csv");
  await writeFile(roster, "班级,年级,座号,姓名\n一年级1班,1,1,王小明\n");
  execFileSync(join(real.build, "zhibi"), ["roster", "import", roster, "--apply", "--socket", join(real.folder, "control.sock")]);
  browser = await launch();
  ({ page, troubles } = await openPage(browser, real.url));
  await logIn(page, real.login.name, real.login.password);
  await page.waitForSelector(".rail");
  await page.evaluate(() => (location.hash = "#/board"));
  await page.waitForSelector(".board-form");
});

after(async () => {
  await browser?.close();
  await real?.stop();
  await rm(folder, { recursive: true, force: true });
});

const list = () => page.$$eval(".board-list li", (all) => all.map((one) => one.innerText.replace(/\s+/g, " ").trim()));
const figure = () => page.textContent(".board-figure strong");
const titles = async () => (await list()).filter((one) => /作文|口算|背诵/.test(one));

async function draft(subject, title, minutes) {
  await page.fill("#board-content", title);
  await page.fill("#board-subject", subject);
  await page.fill("#board-minutes", String(minutes));
}

test("homework in an exercise book is given, and stands on the board with who gave it", async () => {
  assert.equal(await figure(), "书面作业 0 分钟，上限 60");
  assert.ok(await page.isDisabled("#board-give"), "nothing is said yet");
  await draft("语文", "作文：秋天", 30);
  await until(page, () => page.textContent(".board-advice"), (text) => /30 分钟，上限 60.*没有超/.test(text), "it fits");
  await page.click("#board-give");
  await until(page, titles, (all) => all.length === 1, "it is there");
  assert.match((await titles())[0], /30 分钟 语文 作文：秋天 家里 · .*布置/);
  assert.match(await page.textContent(".board-done"), /已布置：作文：秋天/);
});

test("at four fifths it warns; at the limit it wants a reason, a shorter one, or another day", async () => {
  await draft("数学", "口算 3", 18);
  await until(page, () => page.textContent(".board-advice"), (text) => /48 分钟，上限 60/.test(text), "the warning");
  assert.equal(await page.$("#board-reason"), null);
  await page.fill("#board-minutes", "40");
  await page.waitForSelector("#board-reason");
  assert.ok(await page.isDisabled("#board-give"), "not without a reason");
  await page.click("#shorten");
  await until(page, () => page.inputValue("#board-minutes"), (typed) => typed === "29", "shortened");
  await page.fill("#board-minutes", "40");
  const day = /\d{4}-\d\d-\d\d/.exec(await page.textContent("#move"))[0];
  await page.click("#move");
  await until(page, () => page.textContent(".board-when"), (text) => text.includes(day), "the other day");
  await until(page, () => page.textContent(".board-advice"), (text) => /40 分钟，上限 60.*没有超/.test(text), "fine there");
  await page.click("#board-give");
  await until(page, titles, (all) => all.length === 1 && /40 分钟 数学 口算 3/.test(all[0]), "given for that day");
  assert.equal(await figure(), "书面作业 40 分钟，上限 60");
});

test("with a reason it passes, and the reason is on the board and the notice", async () => {
  await page.keyboard.press("Escape");
  await page.click(".board-day >> text=今天");
  await until(page, figure, (text) => /30 分钟/.test(text), "today again");
  await draft("英语", "背诵课文", 35);
  await page.fill("#board-reason", "期中复习周");
  await page.click("#board-give");
  await until(page, titles, (all) => all.length === 2, "given");
  assert.match((await titles())[1], /理由：期中复习周/);
  assert.match(await page.textContent(".board-level"), /已到上限/);
  const link = page.locator(".board-pdf");
  assert.match(await link.getAttribute("download"), /^作业公示-四年级2班-\d{4}-\d\d-\d\d\.pdf$/);
  const response = await page.request.get(new URL(await link.getAttribute("href"), real.url).href);
  const pdf = join(folder, "notice.pdf");
  await writeFile(pdf, await response.body());
  const text = execFileSync("pdftotext", ["-layout", pdf, "-"]).toString();
  for (const word of ["作业公示", "四年级2班", "作文：秋天", "背诵课文", "期中复习周", "65 分钟"]) assert.ok(text.includes(word), `${word} in ${text}`);
});

test("a sheet of the record is given again; it waits when it is not to be opened", async () => {
  const sheet = await page.$eval("#board-sheet option:nth-child(2)", (option) => option.value);
  await page.selectOption("#board-sheet", sheet);
  await page.fill("#board-minutes", "5");
  await page.check("input[name=board-place][value=lesson]");
  await page.uncheck("#board-open");
  const before = (await list()).length;
  await page.click("#board-give");
  await until(page, list, (all) => all.length === before + 1, "given");
  assert.match((await list()).at(-1), /5 分钟.*课堂.*不计入书面作业/);
});

test("what was given by mistake is taken back, says why, and is in no sum; what pupils wrote on stays", async () => {
  const wrong = page.locator(".board-list li", { hasText: "背诵课文" });
  await wrong.getByRole("button", { name: "撤回" }).click();
  await page.fill(".board-take-back input", "布置错了班");
  await page.keyboard.press("Enter");
  await until(page, () => page.textContent(".board-gone"), (text) => /背诵课文.*已撤回：布置错了班/.test(text), "taken back");
  assert.equal(await figure(), "书面作业 30 分钟，上限 60");

  await once(real.startPens("--pens", "1", "--sheet", "docs/examples/demonstration.json", "--speed", "60", "--pauses", "0", "--quit-after", "strokes"), "exit");
  const open = page.locator(".board-list li:not(.board-gone)", { hasText: "课堂" }).first();
  await open.getByRole("button", { name: "撤回" }).click();
  await page.fill(".board-take-back input", "试一试");
  await page.keyboard.press("Enter");
  await until(page, () => page.locator(".board-take-back [role=alert]").allTextContents(), (said) => /已经有学生写了，不能撤回/.test(said[0] ?? ""), "it stays");
  await page.click(".board-take-back >> text=不撤回");
});

test("grade 1: nothing for home, practice at school", async () => {
  await page.selectOption("#board-class", { label: "一年级1班" });
  await until(page, () => page.textContent(".view-title"), (text) => /一年级1班/.test(text), "the other class");
  assert.ok(await page.isDisabled("input[name=board-place][value=home]"));
  assert.match(await page.textContent(".board-form fieldset"), /不布置书面家庭作业/);
  await draft("语文", "口算练习", 10);
  await page.check("input[name=board-place][value=service]");
  await page.click("#board-give");
  await until(page, titles, (all) => all.length === 1 && /课后服务.*不计入/.test(all[0]), "in the service");
});

test("nothing is cut off, in both languages and at every size", async () => {
  const parts = ".view-header *, .board-week *, .board-figure *";
  const form = ", .board-list li, .board-form label, .board-places label"; // on a tablet it lies below, and is scrolled to
  for (const language of ["zh", "en"]) {
    for (const viewport of [PROJECTOR, CLASSROOM_PC, { width: 1024, height: 768 }]) {
      await page.setViewportSize(viewport);
      assert.deepEqual((await cutElements(page, viewport.width > 1024 ? parts + form : parts)).filter((one) => !one.startsWith("unseen")), [], `${language} ${viewport.width}`);
    }
    if (language === "zh") await page.keyboard.press("l");
  }
  assert.deepEqual(troubles, []);
});
