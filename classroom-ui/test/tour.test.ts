/* SPDX-License-Identifier: MIT */
import assert from "node:assert/strict";
import test from "node:test";
import { tourSteps } from "../src/tour/tour-steps";

test("the tour goes through the views that are there and have words, and comes back to where one begins", () => {
  const steps = tourSteps(["class", "odd", "pens"], ["class", "pens", "marking"]);
  assert.deepEqual(steps, [
    { view: "class", tells: "welcome" },
    { view: "class", tells: "class" },
    { view: "pens", tells: "pens" },
    { view: "class", tells: "done" },
  ]);
  assert.deepEqual(tourSteps([], ["class"]), []);
});
