/* SPDX-License-Identifier: MIT */
/*
 * Homework load in the page, with the real daemon and some weeks of the demonstration: a teacher sees the class's figures and not
 * the school's, a head the school's, an administrator none; what is shown is what `zhibi load` says; a hidden name is in no frame.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { CLASSROOM_PC, cutElements, launch, logIn, openPage, overlaps, PROJECTOR, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";

const WEEKS = 4;

let real;
let browser;

function addAccount(login, ...words) {
  const printed = execFileSync(join(real.build, "zhibid"), ["--data", real.folder, "--add-teacher", login, ...words]).toString();
  return { name: login, password: /password: (\S+)/.exec(printed)[1] };
}

function zhibi(...words) {
  return JSON.parse(execFileSync(join(real.build, "zhibi"), ["load", ...words, "--json", "--data", real.folder]).toString());
}

/** A page of that account, with all that the daemon tells it. */
async function openAs(login, options) {
  const opened = await openPage(browser, real.url, options);
  opened.frames = [];
  opened.page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => opened.frames.push(String(payload))));
  await logIn(opened.page, login.name, login.password);
  await opened.page.waitForSelector(".rail");
  return opened;
}

const answers = (opened, type) => opened.frames.filter((frame) => frame.startsWith("{")).map((frame) => JSON.parse(frame)).filter((frame) => frame.type === type);
const rail = (page) => page.$$eval(".rail a", (all) => all.map((link) => link.getAttribute("href")));
const cells = (page, table) => page.$$eval(`${table} tbody tr`, (rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())));

before(async () => {
  real = await RealClass.start({ weeks: WEEKS });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await real?.stop();
});

test("a teacher sees the class, as the command counts it, and not the school", async () => {
  const opened = await openAs(addAccount("wang", "--role", "teacher", "--teaches", "四年级2班:数学"));
  const { page, troubles } = opened;
  assert.ok((await rail(page)).includes("#/load"));
  assert.ok(!(await rail(page)).includes("#/school"));
  await page.evaluate(() => (location.hash = "#/load"));
  await page.waitForSelector(".load-span");
  await page.keyboard.press("[");
  const now = await until(page, () => answers(opened, "load").find((answer) => answer.back === 1) ?? null, (answer) => answer !== null, "last week");
  await until(page, () => page.textContent(".load-span"), (text) => text.includes(now.from), "its days");
  const [told] = zhibi("minutes", "--from", now.from, "--until", now.until);
  assert.deepEqual({ ...now.load, assignments: [] }, { ...told, assignments: [] });
  assert.ok(told.assignments.some((row) => row.subject === "语文"), "other subjects have assignments");
  assert.deepEqual(now.load.assignments, told.assignments.filter((row) => row.subject === "数学"), "a subject's teacher sees its assignments");
  const shown = told.days.filter((day) => day.wrote > 0 || day.published_minutes > 0);
  assert.equal(shown.length, 5);
  const rows = await cells(page, ".load-days");
  assert.deepEqual(rows.map((row) => row[0]), shown.map((day) => day.day.slice(5)));
  assert.deepEqual(rows.map((row) => Number.parseFloat(row[5])), shown.map((day) => day.mean_minutes));
  assert.deepEqual(rows.map((row) => Number.parseFloat(row[3])), shown.map((day) => day.mean_ink_minutes));
  await page.waitForSelector(".load-plot canvas");
  assert.equal((await cells(page, ".load-assignments")).length, now.load.assignments.length);
  assert.ok(!opened.frames.some((frame) => frame.startsWith('{"') && JSON.parse(frame).load?.each), "no pupil before one is asked for");
  const brief = await page.request.get(new URL("/api/brief?form=json&back=1", real.url).href);
  assert.equal(brief.status(), 403);
  assert.deepEqual(troubles, []);
});

test("pupils are shown when asked for, are logged, and a hidden name is in no frame", async () => {
  const opened = await openAs(real.login);
  const { page } = opened;
  await page.evaluate(() => (location.hash = "#/load"));
  await page.waitForSelector(".load-span");
  await page.keyboard.press("[");
  await page.click("text=显示每个学生");
  await page.waitForSelector(".load-each tbody tr");
  assert.match(await page.textContent(".load-each"), /刘子文/);
  const plans = await page.$$eval(".load-each", (all) => all.length);
  assert.equal(plans, 2, "plans for one person stand apart");
  const looks = () => execFileSync("python3", ["-c", "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(\"SELECT count(*) FROM access_log WHERE what = 'load-pupils'\").fetchone()[0])", join(real.folder, "zhibi.db")]).toString().trim();
  await until(page, async () => Number(looks()), (n) => n === 1, "the look is logged");
  await page.keyboard.press("h");
  await until(page, () => page.$(".load-each"), (table) => table === null, "put away");
  opened.frames.length = 0;
  await page.click("text=显示每个学生");
  await page.waitForSelector(".load-each tbody tr");
  assert.doesNotMatch(await page.textContent(".load-view"), /刘子文/);
  assert.ok(answers(opened, "load").some((answer) => answer.load.each?.length === 47));
  for (const frame of opened.frames) assert.doesNotMatch(frame, /刘子文|刘正/);
  await page.keyboard.press("h");
});

test("a head sees the school's, and has the brief as files; an administrator sees no figures", async () => {
  const opened = await openAs(addAccount("head", "--role", "head"));
  const { page, troubles } = opened;
  await page.evaluate(() => (location.hash = "#/school"));
  await page.waitForSelector(".school-cells tbody tr");
  const [now] = answers(opened, "load-school");
  assert.deepEqual(now.brief, zhibi("brief", "--week", now.from));
  const told = zhibi("brief", "--week", now.from).grade_subject;
  const rows = await cells(page, ".school-cells");
  assert.deepEqual(rows.map((row) => [row[1], Number(row[2])]), told.map((cell) => [cell.subject, cell.mean_minutes]));
  assert.equal((await cells(page, ".school-teachers")).length, 1);
  for (const [form, begin] of [["pdf", "%PDF"], ["xlsx", "PK"], ["json", "{"]]) {
    const file = await page.request.get(new URL(await page.getAttribute(`.school-files a[href*="form=${form}"]`, "href"), real.url).href);
    assert.equal(file.status(), 200);
    assert.ok((await file.body()).toString("latin1").startsWith(begin), form);
  }
  assert.deepEqual(troubles, []);
  const administrator = await openAs(addAccount("it", "--role", "administrator"));
  assert.deepEqual(await rail(administrator.page), ["#/", "#/pens", "#/roster"]);
});

test("nothing is cut, at either size, in both languages", async () => {
  const { page } = await openAs(real.login);
  for (const view of ["load", "school"]) {
    await page.evaluate((name) => (location.hash = `#/${name}`), view);
    await page.waitForSelector(".load-part");
    for (const size of [CLASSROOM_PC, PROJECTOR, { width: 1024, height: 768 }]) {
      await page.setViewportSize(size);
      for (const language of ["en", "zh"]) {
        await page.keyboard.press("l");
        await until(page, () => page.evaluate(() => document.documentElement.lang.slice(0, 2)), (lang) => lang === language, language);
        assert.deepEqual(await cutElements(page, ".view-header *"), [], `${view} ${language} ${size.width}`);
        assert.deepEqual(await overlaps(page, ".view-header"), [], `${view} ${language} ${size.width}`);
        assert.ok(await page.$eval(".view-title", (title) => title.scrollWidth <= title.clientWidth), `the title of ${view} has its room`);
        if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `${view}-${language}-${size.width}.png`) });
      }
    }
  }
});
