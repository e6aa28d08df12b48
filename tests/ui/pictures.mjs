/* SPDX-License-Identifier: MIT */
/*
 * The pictures of README and guides: node tests/ui/pictures.mjs [FOLDER]. The real daemon, virtual pens, every view of the
 * page at both sizes. Children write eight times as fast as they do, then the pens are held still, so that a picture of now is
 * a picture of a class. A view that wants more than to be opened has a row in PREPARE. Where there is pngquant the pictures
 * are made small. NAME.png is of a classroom's computer, NAME-projector.png of a projector.
 */
import { execFileSync } from "node:child_process";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { CLASSROOM_PC, launch, logIn, openPage, PROJECTOR, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";

const folder = process.argv[2] ?? "docs/images";
const WRITING_MS = 25_000;
const PENS = ["--pens", "48", "--teacher", "--sheet", "docs/examples/demonstration.json", "--marking", "claim", "--mark", "24",
  "--seed", "7", "--speed", "8"];

/** By the view's name: what is done before its picture is taken. */
const PREPARE = {
  wall: async (page) => {
    await page.evaluate(() => (location.hash = "#/wall/17"));
    for (const n of [2, 5, 9, 11, 17, 21]) await page.click(`.wall-pick >> nth=${n}`);
    await page.waitForTimeout(1000);
  },
  pens: async (page) => {
    await page.waitForSelector(".pen-table tbody tr");
    await page.click(".pen-table tbody tr:nth-child(5) .row-button");
  },
  marking: async (page) => {
    await page.waitForSelector(".marked-pupil");
    await page.evaluate(() => (location.hash = "#/marking/15"));
    await page.waitForTimeout(600);
    await page.keyboard.press("v");
    await page.waitForTimeout(500);
  },
  questions: (page) => page.waitForSelector(".heat-table, table"),
  sheet: async (page) => {
    await page.waitForSelector(".sheet-paper .place");
    await page.focus(".sheet-paper .place-answer");
    await page.fill("tbody tr:nth-child(9) td:nth-child(5) input", "F");
    await page.press("tbody tr:nth-child(9) td:nth-child(5) input", "Tab");
    await page.click("#try-sheet");
    await page.waitForSelector(".sheet-trial tbody tr");
  },
  roster: async (page) => {
    await page.waitForSelector(".roster-classes tbody tr");
    const list = "班级,座号,姓名,学号,性别\n四年级2班,1,刘子文,2025001,男\n四年级2班,50,陈晓,2025050,女\n四年级2班,0,方一,2025051,女\n";
    await page.setInputFiles("#roster-file", { name: "四年级2班名单.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
    await page.waitForSelector("#apply");
  },
};

/** Beside the views: what lies over one. */
const MORE = [
  ["page", "#/seat/12", (page) => page.waitForSelector(".replay")],
  ["sheet-new", "#/sheet", async (page) => {
    await page.click("#new-sheet");
    await page.fill("#new-title", "第四单元 口算二十题");
  }],
  ["enrolment", "#/pens", async (page) => {
    await page.waitForSelector(".pen-table tbody tr");
    await page.click("#open-enrolment");
    await page.waitForSelector(".enrol-boxes li");
  }],
];

async function shoot(page, name, to, prepare) {
  await page.evaluate((hash) => (location.hash = hash), to);
  await page.waitForTimeout(400);
  await prepare?.(page);
  for (const [size, end] of [[CLASSROOM_PC, ""], [PROJECTOR, "-projector"]]) {
    await page.setViewportSize(size);
    await page.waitForTimeout(600);
    await page.screenshot({ path: join(folder, `${name}${end}.png`) });
  }
  await page.setViewportSize(CLASSROOM_PC);
  await page.keyboard.press("Escape");
}

async function makeSmall() {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".png")).map((file) => join(folder, file));
  try {
    execFileSync("pngquant", ["--force", "--ext", ".png", "--speed", "1", "64", ...files]);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    console.error("pictures: there is no pngquant; they stay large");
  }
}

/** School is out in three hours, whenever this is run: most pens last so long. */
const inSchool = (ms) => new Date(ms + 8 * 3_600_000); // its hours are the UTC ones
const out = inSchool(Date.now() + 3 * 3_600_000);
const dayEnds = out.getUTCDate() === inSchool(Date.now()).getUTCDate() ? `${out.getUTCHours()}:${String(out.getUTCMinutes()).padStart(2, "0")}` : "23:59";

await mkdir(folder, { recursive: true });
const real = await RealClass.start({ weeks: 4, config: `[enrolment]\npage = 3.27.603.10\n[school]\nday_ends = ${dayEnds}\n` });
const browser = await launch();
try {
  const { page } = await openPage(browser, real.url);
  await logIn(page, real.login.name, real.login.password);
  await page.waitForSelector(".seat");
  real.startPens(...PENS, "--battery", "74");
  await until(page, () => page.$$(".seat:not(.seat-blank)"), (seats) => seats.length > 40, "the class writes");
  await page.waitForTimeout(WRITING_MS);
  const views = await page.$$eval(".rail a", (all) => all.map((link) => link.getAttribute("href")));
  for (const href of views) {
    const name = href === "#/" ? "class" : href.replace("#/", "");
    await shoot(page, name, href, PREPARE[name]);
  }
  for (const [name, to, prepare] of MORE) await shoot(page, name, to, prepare);
  // Some pens are nearly flat, one does not come back: what a teacher then sees.
  await real.endPens();
  real.startPens(...PENS.map((word) => (word === "48" ? "43" : word)), "--battery", "74");
  real.startPens(...PENS.map((word) => (word === "48" ? "3" : word)).filter((word) => word !== "--teacher"), "--first-number", "44", "--battery", "9");
  await page.waitForTimeout(6000);
  await shoot(page, "problems", "#/class", async (at) => {
    await at.waitForSelector(".problems-button");
    await at.click(".problems-button");
  });
  await shoot(page, "trouble", "#/pens", async (at) => {
    await at.waitForSelector(".pen-table tbody tr");
    await at.click("text=要看一看");
    await at.click(".pen-table tbody tr:nth-child(1) .row-button");
  });
  await makeSmall();
} finally {
  await browser.close();
  await real.stop();
}
