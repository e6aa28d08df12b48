/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { dayAfter, EMPTY, forClass, isAhead, minutesOf, missing, shares, wishOf, withSheet } from "../src/views/board/draft";
import { read } from "../src/wire/fields";
import { readAdvice, readBoard } from "../src/wire/board";

const DAY = { day: "2026-09-08", school: true, minutes: 48, budget: 60, level: "near" };

test("the board is read strictly", () => {
  const board = {
    ...DAY,
    subjects: [{ subject: "语文", minutes: 30 }],
    class: { id: 3, name: "四年级2班", grade: 4, here: true },
    classes: [{ id: 3, name: "四年级2班", grade: 4 }],
    warn_percent: 80, home: true, no_homework: false,
    withdrawn: [{ id: 8, subject: "数学", title: "口算", minutes: 10, reason: "布置错了", at_ms: 1 }],
    published: [{ id: 9, subject: "语文", title: "作文", place: "home", minutes: 30, layer: "", due_ms: 0, published_ms: 1, counts: true, pages: 0, reason: "", teacher: "王老师" }],
    week: [DAY],
    sheets: [{ sheet: 12, title: "口算", subject: "数学", minutes: 15 }],
  };
  assert.equal(read(board, readBoard).published[0]?.teacher, "王老师");
  assert.equal(read(board, readBoard).withdrawn[0]?.reason, "布置错了");
  assert.throws(() => read({ ...board, level: "odd" }, readBoard));
  assert.throws(() => read({ ...board, week: [{}] }, readBoard));
  const advice = readAdvice({ board: { level: "full", minutes: 60, budget: 60, room: 30, better_day: "2026-09-09", zh: "满", en: "full" } });
  assert.equal(advice.better_day, "2026-09-09");
});

test("a draft says what it lacks, and becomes a wish", () => {
  assert.equal(missing(EMPTY), "title");
  const draft = { ...EMPTY, title: " 抄写 ", subject: "语文", minutes: "20" };
  assert.equal(missing({ ...draft, subject: " " }), "subject");
  assert.equal(missing({ ...draft, minutes: "20.5" }), "minutes");
  assert.equal(missing(draft), null);
  const given = { action: "a", class: "四年级2班", day: "2026-09-08", asks: false };
  const wish = wishOf(draft, given);
  assert.deepEqual([wish.title, wish.minutes, wish.open, "due" in wish, "sheet" in wish], ["抄写", 20, false, false, false]);
  const sheet = withSheet(draft, { sheet: 12, title: "口算", subject: "数学", minutes: 15 });
  assert.deepEqual([wishOf(sheet, given).sheet, sheet.minutes, wishOf(sheet, given).open, "title" in wishOf(sheet, given)], [12, "15", true, false]);
  assert.equal(withSheet(sheet, undefined).sheet, 0);
});

test("minutes are whole and no more than ten hours; home is no choice where nothing is given for it", () => {
  assert.deepEqual(["5", " 7 ", "600", "601", "-1", "x", ""].map(minutesOf), [5, 7, 600, -1, -1, -1, -1]);
  assert.equal(forClass(EMPTY, { home: false }).place, "service");
  assert.equal(forClass(EMPTY, { home: true }).place, "home");
});

test("days and bars", () => {
  assert.equal(dayAfter("2026-02-27", 2), "2026-03-01");
  assert.deepEqual(["2026-09-07", "2026-09-08", "2026-09-16", "2026-09-17"].map((day) => isAhead("2026-09-08", day)), [false, true, true, false]);
  assert.deepEqual(shares({ minutes: 30, budget: 60 }, [15, 15]), { parts: [25, 25], limit: 100 });
  assert.deepEqual(shares({ minutes: 80, budget: 40 }, [80]), { parts: [100], limit: 50 });
  assert.deepEqual(shares({ minutes: 0, budget: 0 }, []), { parts: [], limit: 0 });
});
