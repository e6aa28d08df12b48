/* SPDX-License-Identifier: MIT */
/* One question across the class: equal answers together, marked a group at a time from the keyboard. */
import { useEffect, useState } from "preact/hooks";
import { useKeys, type KeyMap } from "../../parts/keys";
import { QuestionFrame } from "../../parts/question-frame";
import { posts } from "../../state/outbox";
import { showView } from "../../state/route";
import { wantPrintedPages } from "../../state/sheet-document";
import type { Results, SheetQuestion, Verdict } from "../../wire/results";
import { choiceOf, chooseFirst, needsAsking, nextOpen, NOTHING } from "./choice";
import { Comments } from "./comments";
import { GroupCard } from "./group-card";
import { expectedAbove, groupsOf, type Group } from "./groups";
import { accept, acceptAbove, concernedBy, done, mark, undoLast, type Said } from "./marking-actions";
import { followInk } from "./question-ink";
import { words } from "./words";

const BOUND = 0.95;
/** A key a group and a look at it: what the time left is guessed from until there is something to go by. */
const SECONDS_A_GROUP = 4;

function AcceptAbove({ question, groups }: { question: SheetQuestion; groups: readonly Group[] }) {
  const rate = question.expected.find((one) => one.bound >= BOUND)?.wrong ?? null;
  const { n, wrong } = expectedAbove(groups, BOUND, rate);
  const cost = wrong === null ? words.value.expectedUnknown : rate === 0 ? words.value.expectedNone : words.value.expected(wrong);
  return (
    <button type="button" class="accept-above" disabled={n === 0} onClick={() => acceptAbove(question, groups, BOUND)}>
      {words.value.above(BOUND * 100, n)}
      <small>{cost}</small>
    </button>
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
  const [asked, setAsked] = useState<Said | null>(null);
  const go = (key: string, seat: number | null = null) => {
    setAsked(null);
    setChosen({ key, seat });
  };
  const onwards = (from: Group) => {
    const next = member && from.members[at + 1];
    if (next) go(from.key, next.seat);
    else go(nextOpen(groups, from.key));
  };
  const say = (said: Said) => {
    if (!group) return;
    if (needsAsking(group, member, said, asked)) return setAsked(said);
    mark(question, group, member, said);
    onwards(group);
  };
  const verdict = (word: Verdict) => () => say({ verdict: word, points: 0 });
  const questions = results.sheet?.questions ?? [];
  const step = (by: number) => {
    const next = questions[questions.findIndex((one) => one.question === number) + by];
    if (next) showView("marking", [String(next.question)], true);
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
    Escape: () => setAsked(null),
    u: undoLast,
    a: () => acceptAbove(question, groups, BOUND),
    "[": () => step(-1),
    "]": () => step(1),
  };
  for (let points = 0; points <= 9; points++)
    keys[String(points)] = () => {
      if (question.points !== undefined) say({ verdict: "points", points });
      else if (points >= 1 && points <= 5) say({ verdict: "star", points });
    };
  useKeys(keys as KeyMap);
  const all = groups.reduce((n, one) => n + one.members.length, 0);
  const nOpen = groups.reduce((n, one) => n + one.nOpen, 0);
  const nGroupsOpen = groups.filter((one) => one.nOpen > 0).length;
  return (
    <main class="marking">
      <nav class="marking-questions" aria-label={words.value.keyQuestion}>
        {questions.map((one) => (
          <button key={one.question} type="button" aria-current={one.question === number} onClick={() => showView("marking", [String(one.question)], true)}>
            {one.name || one.question}
            <small>
              {results.questions.find((row) => row.question === one.question)?.marked ?? 0}/
              {results.questions.find((row) => row.question === one.question)?.started ?? 0}
            </small>
          </button>
        ))}
      </nav>
      <div class="marking-bar">
        <h2>{words.value.question(question.name || String(number))}</h2>
        {question.key.length > 0 && <span>{words.value.key(question.key.join(" / "))}</span>}
        {question.points !== undefined && <span>{words.value.points(question.points)}</span>}
        <strong id="marking-progress">{words.value.progress(all - nOpen, all)}</strong>
        {nOpen > 0 && <span>{words.value.left(Math.round((nGroupsOpen * SECONDS_A_GROUP) / 60))}</span>}
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
        {groups.map((one) => (
          <GroupCard key={one.key} group={one} chosen={one.key === group?.key} seat={chosen.seat} asked={one.key === group?.key ? asked : null} comments={comments} onChoose={(seat) => go(one.key, seat)} />
        ))}
      </div>
      <Comments question={question} comments={comments} onUse={say} />
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
      show={(results, question) => <Board key={question.question} results={results} question={question} />}
    />
  );
}
