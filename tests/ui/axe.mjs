/* SPDX-License-Identifier: MIT */
/*
 * axe looks at the login, every view, a pupil's page and the dialogs, in both looks, with the demonstration class: no serious
 * or critical issue; and every view again with nothing in it: a school without a class, a pen or a sheet. And the tour: it goes through all views by the keyboard and can be opened again.
 */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch, logIn, openPage, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";

const require = createRequire(new URL("../../classroom-ui/package.json", import.meta.url));
const AXE = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];

let real;
let browser;
let page;
let troubles;

before(async () => {
  real = await RealClass.start({ weeks: 4 });
  browser = await launch();
  ({ page, troubles } = await openPage(browser, real.url));
});

after(async () => {
  await browser?.close();
  await real?.stop();
});

/** Serious and critical issues, each with the first place that has it. */
async function issues(runOnly) {
  // By the debugger, past the page's own policy, which forbids scripts from elsewhere.
  if (!(await page.evaluate(() => typeof axe !== "undefined"))) await page.evaluate(AXE);
  const found = await page.evaluate((only) => axe.run(document, { runOnly: only }), runOnly);
  return found.violations
    .filter((issue) => issue.impact === "serious" || issue.impact === "critical")
    .map((issue) => `${issue.id}: ${issue.nodes.length} × ${issue.nodes[0].html.slice(0, 140)} ${issue.nodes[0].failureSummary.replace(/\s+/g, " ").slice(0, 200)}`);
}

async function inBothLooks(what) {
  await page.evaluate(() => (document.documentElement.dataset.look = "paper"));
  assert.deepEqual(await issues({ type: "tag", values: TAGS }), [], `${what}, paper`);
  // The other look is the same page in other colours.
  await page.evaluate(() => (document.documentElement.dataset.look = "board"));
  assert.deepEqual(await issues({ type: "rule", values: ["color-contrast"] }), [], `${what}, board`);
}

const views = () => page.$$eval(".rail a", (all) => all.map((link) => link.getAttribute("href")));

test("the login", async () => {
  await page.waitForSelector("#name");
  await inBothLooks("login");
  await logIn(page, real.login.name, real.login.password);
  await page.waitForSelector(".seat");
  real.startPens("--pens", "48", "--teacher", "--sheet", "docs/examples/demonstration.json", "--seed", "7", "--speed", "16");
});

test("the tour goes through every view by the keyboard, and comes back from the help", async () => {
  await page.click(".tour-offer");
  await page.waitForSelector(".tour");
  await page.evaluate(() => {
    globalThis.shown = [location.hash || "#/"];
    addEventListener("hashchange", () => globalThis.shown.push(location.hash));
  });
  for (let i = 0; i < 20 && (await page.$(".tour")); i++) await page.click(".tour .main-button");
  const shown = await page.evaluate(() => globalThis.shown);
  assert.deepEqual([...new Set(shown)].sort(), (await views()).sort(), "it goes through all");
  assert.equal(await page.$(".tour"), null, "it has an end");
  assert.equal(await page.$(".tour-offer"), null, "and is not offered again");
  await page.keyboard.press("?");
  await page.click(".tour-start");
  await page.waitForSelector(".tour");
  await inBothLooks("tour");
  await page.keyboard.press("Escape");
  await until(page, () => page.$(".tour"), (card) => card === null, "Esc ends it");
});

test("every view, with ink", async () => {
  await until(page, () => page.$$(".seat:not(.seat-blank)"), (seats) => seats.length > 40, "the class writes");
  for (const href of await views()) {
    await page.click(`.rail a[href="${href}"]`);
    await page.waitForTimeout(500);
    await inBothLooks(href);
  }
});

test("a pupil's page", async () => {
  await page.evaluate(() => (location.hash = "#/seat/10"));
  await page.waitForSelector(".replay");
  await inBothLooks("page");
});

test("the dialogs", async () => {
  await page.keyboard.press("?");
  await page.waitForSelector(".key-help[open]");
  await inBothLooks("keys");
  await page.keyboard.press("Escape");
  await page.evaluate(() => (location.hash = "#/pens"));
  await page.waitForSelector(".pen-table tbody tr");
  await page.click(".row-button");
  await page.click(".pen-settings summary");
  await inBothLooks("a pen");
  for (const id of ["pairing", "enrolment"]) {
    await page.click(`#open-${id}`);
    await page.waitForSelector(`#${id}[open]`);
    await inBothLooks(id);
    await page.keyboard.press("Escape");
  }
  await page.evaluate(() => (location.hash = "#/roster"));
  await page.setInputFiles("#roster-file", { name: "a.csv", mimeType: "text/csv", buffer: Buffer.from("姓名,座号,班级,性别\n新同学,50,四年级2班,女\n某某,0,四年级2班,女\n") });
  await page.waitForSelector("#apply");
  await inBothLooks("a roster's preview");
  assert.deepEqual(troubles, []);
});

test("every view, with nothing in it", async () => {
  const empty = await RealClass.start({ demonstration: false });
  try {
    ({ page, troubles } = await openPage(browser, empty.url));
    await logIn(page, empty.login.name, empty.login.password);
    await page.waitForSelector(".rail a");
    for (const href of await views()) {
      await page.click(`.rail a[href="${href}"]`);
      await page.waitForTimeout(300);
      await inBothLooks(`${href}, empty`);
    }
    await page.evaluate(() => (location.hash = "#/sheet"));
    await page.click("#new-sheet");
    await page.waitForSelector("#new-title");
    await inBothLooks("a new sheet");
    await page.fill("#new-title", "口算");
    await page.fill("#new-address", "3.27.603.40");
    await page.click("#make-sheet");
    await page.waitForSelector("#give-sheet");
    await inBothLooks("a draft");
    assert.deepEqual(troubles, []);
  } finally {
    await empty.stop();
  }
});
