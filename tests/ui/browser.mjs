/* SPDX-License-Identifier: MIT */
/* Debian's Chromium under playwright, and what all tests of the page ask of it. */
import { createRequire } from "node:module";

const { chromium } = createRequire(new URL("../../classroom-ui/package.json", import.meta.url))("playwright-core");

export const PROJECTOR = { width: 1920, height: 1080 };
/** A machine at full load is slow: only what does not come at all fails. */
const PATIENCE_MS = 60_000;
export const CLASSROOM_PC = { width: 1366, height: 768 };

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--force-color-profile=srgb"],
  });
}

/** A page in its own session; `troubles` gathers what must never happen, whatever the test is about. */
export async function openPage(browser, url, { viewport = CLASSROOM_PC, language = "zh", theme = "paper", ...rest } = {}) {
  const context = await browser.newContext({ viewport, ...rest });
  await context.addInitScript(
    ([words, look]) => {
      if (localStorage.getItem("zhibi-language")) return;
      localStorage.setItem("zhibi-language", words);
      localStorage.setItem("zhibi-theme", look);
    },
    [language, theme],
  );
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(String(error.stack ?? error)));
  page.on("console", (message) => {
    // A refused login and a lost line are logged by the browser itself; they are what is being tested.
    const expected = /Failed to load resource|WebSocket connection to/.test(message.text());
    if (message.type() === "error" && !expected) troubles.push(message.text());
  });
  await page.goto(url);
  return { page, context, troubles };
}

export async function logIn(page, name, password) {
  await page.fill("#name", name);
  await page.fill("#password", password);
  await page.click("form button[type=submit]");
}

export async function openClass(browser, url, login, options) {
  const opened = await openPage(browser, url, options);
  await logIn(opened.page, login.name, login.password);
  await opened.page.waitForSelector(".seat");
  return opened;
}

/** How many pixels of a canvas carry ink. */
export function inkPixels(page, selector) {
  return page.$eval(selector, (canvas) => {
    if (canvas.width === 0 || canvas.height === 0) return 0;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let n = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i] > 0) n += 1;
    return n;
  });
}

/** A canvas as one number: equal pictures have equal numbers. */
export function picture(page, selector) {
  return page.$eval(selector, (canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let hash = 0;
    for (let i = 0; i < data.length; i++) hash = (Math.imul(hash, 31) + data[i]) | 0;
    return `${canvas.width}x${canvas.height}:${hash}`;
  });
}

/** Waits until the large page is drawn with its final shapes, and nothing more happens to it. */
export async function finalPicture(page) {
  await page.waitForSelector("#page-still[data-drawn=shapes]");
  return atRest(page, () => picture(page, "#page-still[data-drawn=shapes]"));
}

/** Waits until `read` gives the same answer twice, some frames apart: drawing has come to rest. */
export async function atRest(page, read) {
  let before = await read();
  for (let i = 0; i < 100; i++) {
    await page.waitForTimeout(150);
    const now = await read();
    if (now === before) return now;
    before = now;
  }
  throw new Error("the picture does not come to rest");
}

/** Waits until `read` gives what `good` accepts. */
export async function until(page, read, good, what) {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    const last = await read();
    if (good(last)) return last;
    if (performance.now() > end) throw new Error(`${what}: still ${JSON.stringify(last)}`);
    await page.waitForTimeout(100);
  }
}

/** Frames in a second while the page goes on with its work. */
export function framesPerSecond(page, ms = 3000) {
  return page.evaluate(
    (duration) =>
      new Promise((resolve) => {
        const gaps = [];
        let last = performance.now();
        const end = last + duration;
        const frame = (now) => {
          gaps.push(now - last);
          last = now;
          if (now < end) return requestAnimationFrame(frame);
          gaps.sort((a, b) => a - b);
          return resolve({ fps: (gaps.length / duration) * 1000, p95Ms: gaps[Math.floor(gaps.length * 0.95)] });
        };
        requestAnimationFrame(frame);
      }),
    ms,
  );
}

/** Elements of the page that stick out of the window or out of the box that should hold their text. */
export function cutElements(page, selectors) {
  return page.evaluate((list) => {
    const cut = [];
    for (const element of document.querySelectorAll(list)) {
      const box = element.getBoundingClientRect();
      if (box.width === 0) continue;
      const outside = box.left < 0 || box.top < 0 || box.right > innerWidth + 0.5 || box.bottom > innerHeight + 0.5;
      const clipped = element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflow === "hidden";
      if (outside || clipped) cut.push(`${element.className || element.tagName}: ${element.textContent}`);
    }
    return cut;
  }, selectors);
}

/** Pairs of neighbours in a row that lie on each other. */
export function overlaps(page, selector) {
  return page.evaluate((parent) => {
    const found = [];
    const boxes = [...document.querySelector(parent).children].map((child) => [child.className, child.getBoundingClientRect()]);
    boxes.forEach(([name, a], i) => {
      for (const [other, b] of boxes.slice(i + 1))
        if (a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5)
          found.push(`${name} and ${other}`);
    });
    return found;
  }, selector);
}
