/* SPDX-License-Identifier: MIT */
/* The pictures of the README: node tests/ui/pictures.mjs [FOLDER]. The real daemon, virtual pens, the page. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { launch, logIn, openPage, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";

const folder = process.argv[2] ?? "docs/images";
/** At a child's own pace, so that all clocks in the picture agree. */
const WRITING_MS = 200_000;

await mkdir(folder, { recursive: true });
const real = await RealClass.start();
const browser = await launch();
try {
  const { page } = await openPage(browser, real.url);
  await logIn(page, real.login.name, real.login.password);
  await page.waitForSelector(".seat");
  real.startPens("--pens", "48", "--teacher", "--sheet", "docs/examples/demonstration.json", "--marking",
    "claim", "--mark", "24", "--seed", "7", "--speed", "1");
  await until(page, () => page.$$(".seat:not(.seat-blank)"), (seats) => seats.length > 40, "the class writes");
  await page.waitForTimeout(WRITING_MS);
  await page.screenshot({ path: join(folder, "class.png") });
  await page.click(".seat-writing >> nth=12");
  await page.waitForTimeout(1000);
  await page.screenshot({ path: join(folder, "page.png") });
} finally {
  await browser.close();
  await real.stop();
}
