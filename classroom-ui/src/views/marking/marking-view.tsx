/* SPDX-License-Identifier: MIT */
/* One question across the class: equal answers together, marked a group at a time from the keyboard. */
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { useKeys, type KeyMap } from "../../parts/keys";
import { QuestionFrame } from "../../parts/question-frame";
import { posts } from "../../state/outbox";
import { showView } from "../../state/route";
import { wantPrintedPages } from "../../state/sheet-document";
import type { Results, SheetQuestion, Verdict } from "../../wire/results";
import { askOf, setAsk } from "./asks";
import { choiceOf, chooseFirst, needsAsking, nextOpen, NOTHING } from "./choice";
import { Comments } from "./comments";
import { CopiesBoard } from "./copies-board";
import { GroupCard } from "./group-card";
import { expectedAbove, groupsOf, type Group } from "./groups";
import { accept, acceptAbove, concernedBy, done, mark, timesMs, undoLast, type Said } from "./marking-actions";
import { paceMs } from "./pace";
import { followInk } from "./question-ink";
import { useTyping, type Typing } from "./use-typing";
import { saidText } from "./verdict-mark";
import { words } from "./words";

const BOUNDS = [0.9, 0.95, 0.98] as const;
/** Of what is typed; they do no more, for the next is chosen by then. */
const CONFIRMS: readonly string[] = ["Enter", "ArrowDown", "ArrowRight"];
/** Kept from question to question. */
const bound = signal<number>(0.95);

/** What a bound takes, and costs. */
function boundText(question: SheetQuestion, groups: readonly Group[], at: number): string {
  const rate = question.expected.find((one) => one.bound === at)?.wrong ?? null;
  const { n, wrong } = expectedAbove(groups, at, rate);
  const cost = wrong === null ? words.value.expectedUnknown : rate === 0 ? words.value.expectedNone : words.value.expected(wrong);
  return `${words.value.sure(Math.round(at * 100), n)} · ${cost}`;
}

function AcceptAbove({ question, groups }: { question: SheetQuestion; groups: readonly Group[] }) {
  const { n } = expectedAbove(groups, bound.value, null);
  const chooseBound = ({ currentTarget }: { currentTarget: HTMLSelectElement }) => {
    bound.value = Number(currentTarget.value);
    // The next key is for marking again.
    currentTarget.blur();
  };
  return (
    <span class="accept-above">
      <select aria-label={words.value.keyAbove} value={bound.value} onChange={chooseBound}>
        {BOUNDS.map((at) => (
          <option key={at} value={at}>
            {boundText(question, groups, at)}
          </option>
        ))}
      </select>
      <button type="button" disabled={n === 0} onClick={() => acceptAbove(question, groups, bound.value)}>
        {words.value.accept} {n} <kbd>A</kbd>
      </button>
    </span>
  );
}

/** In the chosen group's card: what is being typed. */
function typedNotice({ text, refused }: Typing, question: SheetQuestion): string {
  if (text === "") return "";
  return refused ? words.value.tooMuch(text, question.points ?? 0) : words.value.typing(text);
}

/** In any group's card: what is asked about it. */
function askNotice(group: Group, asked: Said | null): string {
  if (!asked || !needsAsking(group, null, asked, null)) return "";
  const nMarked = group.members.length - group.nOpen;
  return asked.verdict === "none" ? words.value.againNone(nMarked) : words.value.again(nMarked, saidText(asked));
}

interface QuestionsProperties {
  readonly results: Results;
  /** 0: whole copies. */
  readonly number: number;
  readonly onShow: (question: number) => void;
}

function Questions({ results, number, onShow }: QuestionsProperties) {
  return (
    <nav class="marking-questions" aria-label={words.value.keyQuestion}>
      {results.sheet?.questions.map((one) => {
        const row = results.questions.find(({ question }) => question === one.question);
        return (
          <button key={one.question} type="button" aria-current={one.question === number} onClick={() => onShow(one.question)}>
            {one.name || one.question}
            <small>
              {row?.marked ?? 0}/{row?.started ?? 0}
            </small>
          </button>
        );
      })}
      <button type="button" aria-current={number === 0} onClick={() => onShow(0)}>
        {words.value.copies}
      </button>
    </nav>
  );
}

const showQuestion = (question: number) => showView("marking", [String(question)], true);

function Copies({ results }: { results: Results }) {
  useEffect(wantPrintedPages, []);
  return (
    <main class="marking">
      <Questions results={results} number={0} onShow={showQuestion} />
      <CopiesBoard results={results} />
    </main>
  );
}

function Board({ results, question }: { results: Results; question: SheetQuestion }) {
  const number = question.question;
  const groups = groupsOf(results, number, posts.value, concernedBy);
  const comments = (results.comments ?? []).filter((comment) => comment.question === number);
  const [kept, setChosen] = useState(NOTHING);
  // What was chosen for the teacher stays chosen, too, whoever writes on.
  const chosen = kept.key === "" ? chooseFirst(groups) : kept;
  if (chosen.key !== kept.key) setChosen(chosen);
  useEffect(() => followInk(number), [number]);
  useEffect(wantPrintedPages, []);
  const { group, member, at } = choiceOf(groups, chosen);
  const go = (key: string, seat: number | null = null) => {
    // A key alone is pressed again at once; what was typed is more and keeps its question.
    if (group && askOf(number, group.key)?.verdict !== "points") setAsk(number, group.key, null);
    typing.forget();
    setChosen({ key, seat });
  };
  const onwards = (from: Group) => {
    const next = member && from.members[at + 1];
    if (next) go(from.key, next.seat);
    else go(nextOpen(groups, from.key));
  };
  const say = (said: Said) => {
    if (!group) return;
    if (needsAsking(group, member, said, askOf(number, group.key))) return setAsk(number, group.key, said);
    if (!member) setAsk(number, group.key, null);
    mark(question, group, member, said);
    if (said.verdict === "none") go(group.key, chosen.seat);
    else onwards(group);
  };
  const typing = useTyping(question.points ?? 0, (points) => say({ verdict: "points", points }));
  const verdict = (word: Verdict) => () => say({ verdict: word, points: 0 });
  const questions = results.sheet?.questions ?? [];
  const step = (by: number) => {
    const next = questions[questions.findIndex((one) => one.question === number) + by];
    if (next) showQuestion(next.question);
  };
  const move = (by: number) => {
    const next = groups[groups.findIndex((one) => one.key === group?.key) + by];
    if (next) go(next.key);
  };
  const within = (by: number) => {
    if (!group) return;
    // In the grid of single pupils left and right are the neighbours.
    if (group.members.length === 1) return move(by);
    go(group.key, group.members[at + by]?.seat ?? null);
  };
  const keys: Record<string, () => void> = {
    v: verdict("right"),
    x: verdict("wrong"),
    b: verdict("half"),
    n: verdict("blank"),
    Enter: () => {
      if (group && accept(question, group, member)) onwards(group);
    },
    ArrowUp: () => move(-1),
    ArrowDown: () => move(1),
    ArrowLeft: () => within(-1),
    ArrowRight: () => within(1),
    ".": () => go(nextOpen(groups, chosen.key)),
    Escape: () => {
      if (group) setAsk(number, group.key, null);
      typing.forget();
    },
    Backspace: verdict("none"),
    Delete: verdict("none"),
    u: undoLast,
    a: () => acceptAbove(question, groups, bound.peek()),
    "[": () => step(-1),
    "]": () => step(1),
  };
  const latest = useRef({ keys, say });
  // What is typed comes first; then the key is about what is chosen after it. What was refused goes, and nothing else is done.
  const afterTyped = (key: string, act: () => void) => {
    if (typing.text === "" || key === "Escape") return act();
    if (typing.refused || key === "Backspace" || key === "Delete") return typing.forget();
    if (key === ".") return typing.press(key);
    typing.finish();
    if (!CONFIRMS.includes(key)) setTimeout(() => latest.current.keys[key]?.());
  };
  const use = (said: Said) => {
    if (typing.refused) return typing.forget();
    if (!typing.finish()) return say(said);
    setTimeout(() => latest.current.say(said));
  };
  const choose = (key: string, seat: number | null) => {
    typing.finish();
    go(key, seat);
  };
  const show = (one: number) => {
    typing.finish();
    showQuestion(one);
  };
  for (const [key, act] of Object.entries(keys)) keys[key] = () => afterTyped(key, act);
  for (let digit = 0; digit <= 9; digit++)
    keys[String(digit)] = () => {
      if (question.points !== undefined) typing.press(String(digit));
      else if (digit >= 1 && digit <= 5) say({ verdict: "star", points: digit });
    };
  latest.current = { keys, say };
  useKeys(keys as KeyMap);
  const card = (one: Group) => {
    const isChosen = one.key === group?.key;
    const asked = askOf(number, one.key);
    const typed = isChosen ? typedNotice(typing, question) : "";
    const answer = (yes: boolean) => {
      setAsk(number, one.key, null);
      if (yes && asked) mark(question, one, null, asked);
    };
    return (
      <GroupCard
        key={one.key}
        question={question}
        group={one}
        chosen={isChosen}
        seat={chosen.seat}
        notice={typed || askNotice(one, asked)}
        comments={comments}
        onChoose={(seat) => choose(one.key, seat)}
        {...(typed === "" && { onAnswer: answer })}
      />
    );
  };
  const all = groups.reduce((n, one) => n + one.members.length, 0);
  const nOpen = groups.reduce((n, one) => n + one.nOpen, 0);
  const nGroupsOpen = groups.filter((one) => one.nOpen > 0).length;
  return (
    <main class="marking">
      <Questions results={results} number={number} onShow={show} />
      <div class="marking-bar">
        <h2>{words.value.question(question.name || String(number))}</h2>
        {question.key.length > 0 && <span>{words.value.key(question.key.join(" / "))}</span>}
        {question.points !== undefined && <span>{words.value.points(question.points)}</span>}
        <strong id="marking-progress">{words.value.progress(all - nOpen, all)}</strong>
        {nOpen > 0 && <span>{words.value.left(Math.round((nGroupsOpen * paceMs(timesMs)) / 60_000))}</span>}
        <AcceptAbove question={question} groups={groups} />
        <button type="button" class="text-button" disabled={done.value.length === 0} onClick={undoLast}>
          {words.value.undo} (U)
        </button>
      </div>
      <div class="marking-tools" role="toolbar" aria-label={words.value.title}>
        <button type="button" onClick={keys["v"]}>✓ {words.value.right} <kbd>V</kbd></button>
        <button type="button" onClick={keys["x"]}>× {words.value.wrong} <kbd>X</kbd></button>
        <button type="button" onClick={keys["b"]}>{words.value.half} <kbd>B</kbd></button>
        <button type="button" onClick={keys["n"]}>{words.value.blankMark} <kbd>N</kbd></button>
        <button type="button" onClick={keys["Enter"]}>{words.value.accept} <kbd>↵</kbd></button>
      </div>
      <div class="answer-groups">
        {groups.length === 0 && <p class="nothing">{words.value.nothing}</p>}
        {chosen.key !== "" && !group && <p class="marking-notice marking-lost" role="status">{words.value.lost}</p>}
        {groups.map(card)}
      </div>
      <Comments question={question} comments={comments} onUse={use} />
    </main>
  );
}

export function MarkingView({ path }: { path: readonly string[] }) {
  const { title, noSheet, noSheetHelp } = words.value;
  return (
    <QuestionFrame
      title={title}
      noSheet={noSheet}
      noSheetHelp={noSheetHelp}
      path={path}
      show={(results, question) => path[0] === "0" ? <Copies results={results} /> : <Board key={question.question} results={results} question={question} />}
    />
  );
}
