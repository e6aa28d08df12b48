/* SPDX-License-Identifier: MIT */
/* Begin, pause and end a lesson, and how long it has lasted. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Icon } from "../../parts/icon";
import { classState, clockOffsetMs } from "../../state/console";
import { duration } from "../../state/format";
import { lessonMs } from "../../state/lesson";
import { act } from "../../state/act";
import type { Lesson } from "../../wire/messages";
import { words } from "./words";

const SURE_MS = 4000;

function Elapsed({ lesson }: { lesson: Lesson }) {
  const nowMs = useSignal(Date.now());
  const running = lesson.state === "running";
  useEffect(() => {
    nowMs.value = Date.now();
    if (!running) return undefined;
    const timer = setInterval(() => (nowMs.value = Date.now()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return <span class="lesson-elapsed">{duration(lessonMs(lesson, nowMs.value + clockOffsetMs.value))}</span>;
}

/** A lesson is not ended by a slip of the hand. */
function EndButton() {
  const asked = useSignal(false);
  useEffect(() => {
    if (!asked.value) return undefined;
    const timer = setTimeout(() => (asked.value = false), SURE_MS);
    return () => clearTimeout(timer);
  }, [asked.value]);
  return (
    <button
      type="button"
      class={asked.value ? "tool-button tool-sure" : "tool-button"}
      onClick={() => (asked.value ? act({ type: "lesson-end" }) : (asked.value = true))}
    >
      {asked.value ? words.value.lessonEndSure : words.value.lessonEnd}
    </button>
  );
}

export function LessonBar() {
  const lesson = classState.value?.lesson ?? null;
  const said = words.value;
  if (!lesson || lesson.state === "ended")
    return (
      <div class="lesson-bar" title={said.lessonHelp}>
        <button type="button" class="tool-button tool-main" onClick={() => act({ type: "lesson-begin" })}>
          <Icon name="play" size={16} />
          {said.lessonBegin}
        </button>
        {lesson && (
          <span class="lesson-state">
            {said.lessonEnded} <Elapsed lesson={lesson} />
          </span>
        )}
      </div>
    );
  const paused = lesson.state === "paused";
  return (
    <div class={`lesson-bar lesson-${lesson.state}`} title={said.lessonHelp}>
      <span class="lesson-state">
        <Icon name={paused ? "pause" : "live"} size={16} />
        {paused ? said.lessonPaused : said.lessonRunning} <Elapsed lesson={lesson} />
      </span>
      <button type="button" class="tool-button" onClick={() => act({ type: paused ? "lesson-resume" : "lesson-pause" })}>
        {paused ? said.lessonResume : said.lessonPause}
      </button>
      <EndButton />
    </div>
  );
}
