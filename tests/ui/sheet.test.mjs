/* SPDX-License-Identifier: MIT */
/* The sheet editor on the real daemon: draw, copy, paste, refuse what is wrong, try on the class's ink, import, save. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CLASSROOM_PC, cutElements, launch, logIn, openPage, until } from "./browser.mjs";
import { RealClass } from "./real-class.mjs";

const PENS = ["--pens", "8", "--sheet", "docs/examples/demonstration.json", "--seed", "7", "--speed", "16"];

let real;
let browser;
let page;
let opened;
let drawn;

const places = () => page.$$(".sheet-paper .place");
const stateText = () => page.textContent(".sheet-state");
const wait = (read, good, what) => until(page, read, good, what);

/** Pixels of a place on the paper. */
async function at(x, y) {
  return page.$eval(".sheet-paper", (svg, point) => {
    const spot = new DOMPoint(point[0], point[1]).matrixTransform(svg.getScreenCTM());
    return [spot.x, spot.y];
  }, [x, y]);
}

async function drag(from, to) {
  await page.mouse.move(...(await at(...from)));
  await page.mouse.down();
  await page.mouse.move(...(await at((from[0] + to[0]) / 2, (from[1] + to[1]) / 2)));
  await page.mouse.move(...(await at(...to)));
  await page.mouse.up();
}

const placeText = () => page.textContent("#sheet-said");

/** Types into a field as a hand does; what is said beside it then, "" nothing. */
async function type(id, text) {
  await page.fill(id, text);
  await page.press(id, "Tab");
  return page.$eval(id, (input) => {
    const said = input.getAttribute("aria-invalid") === "true" ? input.closest("td")?.parentElement.nextElementSibling ?? input.closest("label").nextElementSibling : null;
    const box = said?.getBoundingClientRect();
    return said && box.top >= 0 && box.bottom <= innerHeight ? said.textContent : said ? `out of sight: ${said.textContent}` : "";
  });
}

const KINDS = ["answer", "option", "mark", "help", "number-box", "total", "claim-box", "roster-box", "page-strip", "other"];

const boxOf = (id) =>
  page.$eval(`${id} rect`, (rect) => ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name))));

before(async () => {
  real = await RealClass.start();
  browser = await launch();
  opened = await openPage(browser, real.url);
  page = opened.page;
  await logIn(page, real.login.name, real.login.password);
  await page.waitForSelector(".seat");
  real.startPens(...PENS);
  await page.goto(`${real.url}#/sheet`);
  await page.waitForSelector(".sheet-paper .place");
});

after(async () => {
  await browser?.close();
  await real?.stop();
});

test("a place is drawn, moved by keys, sized, and undone", async () => {
  const n = (await places()).length;
  await drag([20, 196.2], [50, 204]);
  await wait(async () => (await places()).length, (now) => now === n + 1, "one more place");
  const id = `#${await page.getAttribute(".place-chosen", "id")}`;
  drawn = id;
  const [x, y, width, height] = await boxOf(id);
  await page.focus(id);
  await page.keyboard.press("ArrowRight");
  assert.match(await placeText(), new RegExp(`作答区：左 ${x + 1}，上 ${y}，宽 ${width}，高 ${height} 毫米`));
  await page.keyboard.press("Alt+ArrowRight");
  assert.deepEqual(await boxOf(id), [x + 1, y, width + 1, height]);
  await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Shift+Control+ArrowDown");
  assert.deepEqual((await boxOf(id)).slice(0, 2), [x - 4, y]);
  assert.equal((await boxOf(id))[3], Math.min(height + 5, 210 - y), "as far as the paper goes");
  for (const _ of [1, 2]) await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  assert.deepEqual(await boxOf(id), [x, y, width, height]);
  await page.keyboard.press("Control+y");
  assert.deepEqual(await boxOf(id), [x + 1, y, width, height]);
});

test("without a mouse: a kind is chosen, a box put, seen, sized, its facts reached, deleted and brought back", async () => {
  const n = (await places()).length;
  await page.focus("#region-q1a");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "region-q1b");
  await page.focus(".sheet-kinds input[value=answer]");
  for (const _ of [1, 2, 3]) await page.keyboard.press("ArrowDown");
  assert.equal(await page.isChecked(".sheet-kinds input[value=help]"), true);
  await page.focus("#put-box");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".place-chosen.place-help:focus");
  const ring = () => page.$eval(".place-chosen .place-ring", (one) => getComputedStyle(one).visibility);
  assert.equal(await ring(), "visible", "where the keys go is seen");
  assert.equal(await page.$(".sheet-bad"), null, "it lies over nothing");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "place-kind");
  const id = `#${await page.getAttribute(".place-chosen", "id")}`;
  await page.focus(id);
  await page.keyboard.press("Delete");
  assert.equal((await places()).length, n);
  assert.match(await placeText(), /删掉了 1 个框，Ctrl\+Z 撤销/);
  assert.equal(await page.evaluate(() => document.activeElement.id), "sheet-paper");
  await page.keyboard.press("Control+z");
  await wait(async () => (await places()).length, (now) => now === n + 1, "it is back");
  await page.keyboard.press("Control+z");
  await page.click(".sheet-kinds input[value=answer]");
});

test("what is typed wrong is refused where it stands, in both languages, with the mend, and nothing changes", async () => {
  await page.focus("#region-q1a");
  const before = await boxOf("#region-q1a");
  for (const text of ["-3", "宽", "148"]) assert.match(await type("#place-0", text), /没有填进去：请写 0 到 143 之间的数/, text);
  assert.match(await type("#place-1", "42"), /没有改。“一、1 选项 A”和“一、2 选项 A”重叠了.*请移开或缩小/);
  assert.match(await type("#place-2", "1"), /请写 3 到 90 之间的数/);
  await page.keyboard.press("Escape");
  assert.deepEqual(await boxOf("#region-q1a"), before);
  for (const text of ["两分", "-5", "5分"]) assert.match(await type("#cell-18-points", text), /没有填进去：请写 0.1 到 1000 之间的数/, text);
  assert.equal(await page.inputValue("#cell-18-points"), "5", "what is kept is shown");
  await page.getByRole("button", { name: "English" }).click();
  assert.match(await page.textContent("#said-18"), /“5分” was not taken: write a number from 0.1 to 1000/);
  assert.equal(await type("#cell-18-points", "6"), "");
  await page.getByRole("button", { name: "中文" }).click();
  await page.click(".sheet-state");
  await page.keyboard.press("Control+z");
});

test("an overlap is refused in words, and nothing can be saved until it is mended", async () => {
  const [x, y] = await boxOf(drawn);
  const answer = await page.$eval(".sheet-paper .place-answer:not(.place-chosen)", (place) => place.id);
  const [ax, ay] = await boxOf(`#${answer}`);
  await drag([x + 5, y + 4], [ax + 8, ay + 6]);
  await page.waitForSelector(".sheet-bad");
  assert.match(await page.textContent(".sheet-bad"), /作答区”重叠了.*请移开或缩小/);
  assert.equal(await page.isDisabled("#save-sheet"), true);
  await page.click(".sheet-faults");
  await page.waitForSelector(".place-wrong:focus");
  await page.keyboard.press("Control+z");
  await page.waitForSelector(".sheet-bad", { state: "detached" });
});

test("a table from a spreadsheet is pasted; a key that is no option is told", async () => {
  const paste = (selector, text) =>
    page.$eval(selector, (cell, words) => {
      const data = new DataTransfer();
      data.setData("text/plain", words);
      cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, text);
  await paste("tbody tr:first-child td:first-child input", "题号\t名称\t题型\t选项\t答案\t分值\n1\t一、1\t单选\tABCD\tE\t5\n");
  await wait(() => page.textContent(".sheet-bad").catch(() => ""), (text) => /答案“E”不在选项 ABCD 里/.test(text), "the fault");
  assert.equal(await page.getAttribute("#cell-1-key", "aria-invalid"), "true");
  await page.$eval(".sheet-side", (side) => side.scrollTo(0, side.scrollHeight));
  await page.click(".sheet-faults");
  await page.waitForSelector("#cell-1-key:focus");
  await paste("tbody tr:first-child td:first-child input", "1\t一、1\t作文\tABCD\tA\t满分\n第二\t二\n");
  await page.waitForSelector("#said-1");
  assert.match(await page.textContent("#said-1"), /“第二”没有填进去：请写 1 到 9999 之间的整数.*“作文”没有填进去：题型请写单选.*“满分”没有填进去/);
  await paste("tbody tr:first-child td:first-child input", "1\t一、1\t单选\tABCD\tA\t5\n");
  await page.waitForSelector(".sheet-bad", { state: "detached" });
});

test("the change is tried on the class's ink before anything is kept", async () => {
  await page.click("#try-sheet");
  await page.waitForSelector(".sheet-trial tbody tr");
  assert.match(await page.textContent(".sheet-trial p"), /^全班 47 人中 [1-8] 人的笔迹/);
  const rows = await page.$$eval(".sheet-trial tbody tr", (all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
  const total = rows[0].slice(1, 5).reduce((sum, cell) => sum + Number(cell), 0);
  assert.ok(total >= 1 && total <= 8, String(rows[0]));
});

test("it is saved as a new version, with a place that is copied down", async () => {
  const n = (await places()).length;
  await page.focus("#region-q1a");
  await page.click("#copy-row");
  await wait(async () => (await places()).length, (now) => now === n + 5, "copies");
  assert.match(await placeText(), /复制了 5 行。/);
  await page.keyboard.press("Control+z");
  await page.click("#save-sheet");
  await wait(stateText, (text) => /已保存为第 2 版/.test(text), "version 2");
  assert.match(await page.textContent(".view-title p"), /第 2 版/);
});

test("a box turns into another kind, and is so at the daemon", async () => {
  await page.focus("#region-q1a");
  await page.selectOption("#place-kind", "roster-box");
  await page.waitForSelector("#region-q1a.place-roster-box");
  await page.click("#save-sheet");
  await wait(stateText, (text) => /已保存为第 3 版/.test(text), "version 3");
  await page.reload();
  await page.waitForSelector("#region-q1a.place-roster-box");
  await page.focus("#region-q1a");
  await page.selectOption("#place-kind", "option");
  assert.match(await page.getAttribute("#region-q1a", "aria-label"), /^一、1 选项 A$/);
});

for (const [width, language] of [[1366, "English"], [1024, "English"], [1024, "中文"]])
  test(`nothing of the table or of the tools is cut at ${width} in ${language}`, async () => {
    await page.setViewportSize({ width, height: 768 });
    const other = page.locator(".rail").getByRole("button", { name: language });
    if (await other.count()) await other.click();
    await page.focus("#region-q1a");
    assert.deepEqual(await cutElements(page, ".sheet-stage label, .sheet-stage button, .sheet-help, .sheet-chosen > *, .wall-tools > *"), []);
    const cut = await page.$$eval(".sheet-side input, .sheet-side select", (all) => all.filter((one) => {
      const { width: was, right } = one.getBoundingClientRect();
      if (right > innerWidth) return true;
      if (one.tagName === "INPUT") return one.clientWidth > 0 && one.scrollWidth > one.clientWidth;
      one.style.width = "auto";
      const wanted = one.getBoundingClientRect().width;
      one.style.width = "";
      return wanted > was + 1;
    }).map((one) => one.getAttribute("aria-label") ?? one.parentElement.textContent));
    assert.deepEqual(cut, []);
    if (language === "中文") await page.setViewportSize(CLASSROOM_PC);
  });

test("another program's file comes in with what was left out; a broken one is refused with its place", async () => {
  const chooser = page.locator(".sheet-files input[type=file]");
  await chooser.setInputFiles({ name: "key.csv", mimeType: "text/csv", buffer: Buffer.from("no,such\n1,2\n") });
  await page.waitForSelector(".sheet-files .sheet-bad");
  assert.match(await page.textContent(".sheet-files .sheet-bad"), /这个文件不能用：.*key\.csv/);
  await page.selectOption(".sheet-files select", "amc-txt");
  await chooser.setInputFiles({
    name: "exam.txt", mimeType: "text/plain",
    buffer: Buffer.from("Title: Fractions\n\n* Which is larger?\n+ three quarters\n- one half\n\n* Which is smaller?\n- two\n+ one\n"),
  });
  await wait(() => page.textContent(".sheet-files [role=status]"), (text) => /已读入（amc-txt），2 道题/.test(text), "it is read");
  assert.ok((await page.$$(".sheet-files li")).length > 0, "what was left out");
  await page.click(".sheet-state");
  await page.keyboard.press("Control+z");
  await wait(() => page.$$(".sheet-questions tbody tr"), (all) => all.length > 2, "undone");
});

test("it goes out in another form", async () => {
  const [download] = await Promise.all([page.waitForEvent("download"), page.selectOption("select[aria-label=导出]", "qti")]);
  assert.match(download.suggestedFilename(), /\.(zip|xml)$/);
  assert.deepEqual(opened.troubles, []);
});

test("title, grade and paper are changed in the page; a paper that cannot be is refused, and so is none at all", async () => {
  await page.fill("#sheet-title", "第三单元练习");
  await page.press("#sheet-title", "Tab");
  await page.selectOption(".sheet-grade", "4");
  const width = page.locator(".sheet-facts .sheet-number").first();
  await width.fill("15");
  await width.press("Tab");
  assert.match(await page.textContent(".sheet-facts .sheet-bad"), /“15”没有填进去：请写 20 到 1200 之间的数/);
  assert.equal(await width.inputValue(), "150");
  await width.fill("152");
  await width.press("Tab");
  await page.waitForSelector(".sheet-bad", { state: "detached" });
  await page.click("#save-sheet");
  await wait(stateText, (text) => /已保存为第 4 版/.test(text), "version 4");
  assert.match(await page.textContent(".view-title p"), /第三单元练习 · 第 4 版/);
});

test("a new sheet is drawn from nothing, outlives the page as a draft, and is given to the class", async () => {
  await page.click("#new-sheet");
  await page.click("#make-sheet");
  assert.match(await page.textContent("#new-sheet-dialog [role=alert]"), /请写标题/);
  await page.fill("#new-title", "口算二十题");
  await page.fill("#new-pages", "2");
  await page.fill("#new-address", "3.27");
  await page.click("#make-sheet");
  assert.match(await page.textContent("#new-sheet-dialog [role=alert]"), /“3.27”不是点码地址/);
  await page.fill("#new-address", "3.27.603.40");
  await page.click("#make-sheet");
  await wait(stateText, (text) => /草稿/.test(text), "a draft");
  await page.click("#delete-page");
  assert.equal(await page.isDisabled("#delete-page"), true, "one page is left always");
  await page.click(".sheet-state");
  await page.keyboard.press("Control+z");
  for (const [i, kind] of KINDS.entries()) {
    await page.click(`.sheet-kinds input[value=${kind}]`);
    await drag([20, 20 + 18 * i], [60, 32 + 18 * i]);
    await page.waitForSelector(`.place-chosen.place-${kind}`);
  }
  const looks = await page.$$eval(".sheet-paper .place", (all) => all.map((place) => {
    const { strokeDasharray, strokeWidth } = getComputedStyle(place.firstChild);
    return [place.querySelector("tspan").textContent, strokeDasharray, strokeWidth === "0.9px" ? "" : strokeWidth].join();
  }));
  assert.equal(new Set(looks.map((look) => look[0])).size, KINDS.length, "each its sign, whatever its colour");
  const legend = await page.$$eval(".sheet-kinds tspan", (all) => all.map((one) => one.textContent));
  assert.deepEqual(looks.map((look) => look[0]), legend, "and the legend says which");
  await page.focus(".sheet-paper .place-claim-box");
  assert.equal(await type("#place-number", "17"), "");
  assert.match(await type("#place-number", "一"), /请写 1 到 9999 之间的整数/);
  assert.equal(await type("#place-name", "十七号"), "");
  await page.reload();
  await wait(stateText, (text) => /草稿/.test(text), "the draft is still there");
  assert.equal((await places()).length, KINDS.length);
  await page.click("#give-sheet");
  await page.selectOption("#give-place", "home");
  await page.click("#give-now");
  await page.waitForSelector("#give-sheet-dialog [role=alert]");
  assert.match(await page.textContent("#give-sheet-dialog [role=alert]"), /预计要多少分钟/);
  await page.fill("#give-minutes", "10");
  await page.click("#give-now");
  await wait(() => page.textContent(".view-title p"), (text) => /口算二十题 · 第 1 版/.test(text), "it is the class's");
  for (const kind of KINDS) assert.equal((await page.$$(`.sheet-paper .place-${kind}`)).length, 1, `${kind}, from the daemon`);
  assert.match(await page.getAttribute(".sheet-paper .place-claim-box", "aria-label"), /^十七号 认领框 17$/);
  await page.goto(`${real.url}#/class`);
  await page.waitForSelector(".seat");
  await wait(() => page.textContent("body"), (text) => /口算二十题/.test(text), "the lesson has it");
  assert.deepEqual(opened.troubles, []);
});
