/* SPDX-License-Identifier: MIT */
import { wordsOf } from "../../state/settings";

export const words = wordsOf({
  zh: {
    whole: "整份",
    question: "题",
    time: "用时",
    mark: "批改",
    corrected: "改过",
    jumpHelp: "在纸上标出来，从这道题开始回放 (J)",
    asRecorded: (title: string) => `《${title}》现在没有打开：这是当时的记录。`,
    handUp: "举手了",
    handSeen: "看到了",
    markBegun: "老师的笔还没写完，停笔后才算数",
  },
  en: {
    whole: "Whole copy",
    question: "Question",
    time: "Time",
    mark: "Mark",
    corrected: "corrected",
    jumpHelp: "Show it on the paper and replay from there (J)",
    asRecorded: (title) => `“${title}” is not open now: this is what was recorded then.`,
    handUp: "Hand up",
    handSeen: "Seen",
    markBegun: "The teacher's pen is still at it: it counts when the pen rests",
  },
});
