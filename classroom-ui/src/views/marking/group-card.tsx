/* SPDX-License-Identifier: MIT */
/* Equal answers: what they say, how many, and each pupil's ink with its mark. */
import { signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { pupilTitle } from "../../parts/pupil";
import { seatNow } from "../../state/console";
import { clockMinutes } from "../../state/format";
import type { Comment, SheetQuestion } from "../../wire/results";
import type { Group, Member } from "./groups";
import { InkCrop } from "./ink-crop";
import { correct, mark as markAnswers } from "./marking-actions";
import { VerdictMark } from "./verdict-mark";
import { words } from "./words";

interface Properties {
  readonly question: SheetQuestion;
  readonly group: Group;
  readonly chosen: boolean;
  /** Of the pupil chosen within it; null: all. */
  readonly seat: number | null;
  /** What is asked about it, or being typed; "" nothing. */
  readonly notice: string;
  readonly comments: readonly Comment[];
  readonly onChoose: (seat: number | null) => void;
  /** Where `notice` is a question. */
  readonly onAnswer?: (yes: boolean) => void;
}

function title(group: Group): string {
  if (group.kind === "equal") return group.text;
  if (group.kind === "blank") return words.value.blank;
  return group.kind === "ink" ? words.value.ink : words.value.unsure(group.members[0]?.answer.text ?? "");
}

/** What is being typed of whom: it stays, too, where the answer goes to another group meanwhile. */
const reading = signal<{ readonly who: string; readonly text: string } | null>(null);

/** Of one that is chosen by itself: what it says, where it was read as something else. */
function Reading({ question, member }: { question: SheetQuestion; member: Member }) {
  const { answer } = member;
  const who = `${question.question} ${member.seat}`;
  const text = reading.value?.who === who ? reading.value.text : null;
  const setText = (now: string | null) => (reading.value = now === null ? null : { who, text: now });
  const form = useRef<HTMLElement>(null);
  const wasOpen = useRef(false);
  const open = text !== null;
  useLayoutEffect(() => {
    if (open || wasOpen.current) form.current?.querySelector<HTMLElement>("input, button")?.focus();
    wasOpen.current = open;
  }, [open]);
  const put = (said: string) => {
    setText(null);
    correct(question, member, said);
  };
  if (!answer.state || answer.state === "blank") return null;
  if (text === null)
    return (
      <span ref={form} class="reading">
        <button type="button" class="text-button" onClick={() => setText(answer.text ?? "")}>{words.value.misread}</button>
        {answer.by_teacher && <button type="button" class="text-button" onClick={() => put("")}>{words.value.asRead}</button>}
      </span>
    );
  return (
    <form
      ref={form as RefObject<HTMLFormElement>}
      class="reading"
      onKeyDown={({ key }) => {
        if (key === "Escape") setText(null);
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") put(text.trim());
      }}
    >
      <input type="text" maxLength={20} value={text} aria-label={words.value.misread} onInput={(event) => setText(event.currentTarget.value)} />
      <button type="submit" class="text-button">{words.value.save}</button>
    </form>
  );
}

interface PupilProperties extends Pick<Properties, "question" | "comments"> {
  readonly member: Member;
  readonly chosen: boolean;
  readonly alone: boolean;
  readonly onChoose: () => void;
}

function Pupil({ question, member, chosen, alone, comments, onChoose }: PupilProperties) {
  const seat = seatNow(member.seat);
  const who = seat ? pupilTitle(seat) : `#${member.seat + 1}`;
  const { mark } = member.answer;
  const markAt = mark?.x !== undefined && mark.y !== undefined ? { x: mark.x, y: mark.y } : null;
  const comment = comments.find((one) => one.comment === mark?.comment);
  return (
    <li class={`marked-pupil${chosen ? " marked-chosen" : ""}`} id={`pupil-${member.seat}`} onClick={onChoose}>
      <InkCrop seat={member.seat} label={who} markAt={markAt} />
      <span class="marked-who">{who}</span>
      <VerdictMark member={member} />
      {mark && <small class="marked-by">{words.value.by(mark.teacher, clockMinutes(mark.at_ms))}</small>}
      {comment && <small class="marked-comment">{comment.text}</small>}
      {comment && alone && (
        <button type="button" class="text-button" onClick={() => markAnswers(question, { ...NO_GROUP, members: [member] }, member, { verdict: comment.verdict, points: comment.points ?? 0 })}>
          {words.value.commentOff}
        </button>
      )}
      {alone && <Reading question={question} member={member} />}
    </li>
  );
}

const NO_GROUP: Group = { key: "", kind: "ink", text: "", members: [], nOpen: 0, proposal: null };

export function GroupCard({ question, group, chosen, seat, notice, comments, onChoose, onAnswer }: Properties) {
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    if (chosen) card.current?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  // A pupil alone with an answer that nobody has read needs no heading, and little room.
  const single = group.kind === "ink" || group.kind === "unsure";
  return (
    <section ref={card} class={`answer-group${single ? " answer-single" : ""}${chosen ? " answer-chosen" : ""}${group.nOpen === 0 ? " answer-done" : ""}`} aria-current={chosen}>
      <button type="button" class="answer-title" onClick={() => onChoose(null)}>
        <strong>{title(group)}</strong>
        {!single && (
          <>
            <span>{words.value.people(group.members.length)}</span>
            <span class="answer-progress">{words.value.progress(group.members.length - group.nOpen, group.members.length)}</span>
          </>
        )}
      </button>
      {notice && (
        <p class="marking-notice" role="alert">
          {notice}
          {onAnswer && (
            <>
              <button type="button" class="text-button" onClick={() => onAnswer(true)}>{words.value.yes}</button>
              <button type="button" class="text-button" onClick={() => onAnswer(false)}>{words.value.no}</button>
            </>
          )}
        </p>
      )}
      <ul>
        {group.members.map((member) => (
          <Pupil key={member.seat} question={question} member={member} chosen={chosen && (seat === null || seat === member.seat)} alone={chosen && (seat === member.seat || group.members.length === 1)} comments={comments} onChoose={() => onChoose(member.seat)} />
        ))}
      </ul>
    </section>
  );
}
