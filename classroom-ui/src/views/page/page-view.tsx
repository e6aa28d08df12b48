/* SPDX-License-Identifier: MIT */
/* One pupil's page, large and live, with its history. */
import { effect, signal, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { strokesOf } from "../../ink/sheet-layout";
import type { Stroke } from "../../ink/stroke";
import { Icon } from "../../parts/icon";
import { useKeys } from "../../parts/keys";
import { StoreBanner } from "../../parts/store-banner";
import { act } from "../../state/act";
import { classState, watchInk } from "../../state/console";
import { nextPupil } from "../../state/room";
import { showClass, showCopy, showSeat } from "../../state/route";
import { language, t } from "../../state/settings";
import { wantPrintedPages } from "../../state/sheet-document";
import { reachedSeat } from "../class-grid/class-grid";
import { Answers, showChosen } from "./answers";
import { PageCanvas } from "./page-canvas";
import { PageFacts } from "./page-facts";
import { PageHeader } from "./page-header";
import { PageList } from "./page-list";
import { PageSource } from "./page-source";
import { PageWork } from "./page-work";
import { Replay } from "./replay";
import { ReplayBar } from "./replay-bar";
import { StrokeNotes } from "./stroke-notes";
import { words } from "./words";

/** Facts and the history's length follow live ink, but nobody reads figures sixty times a second. */
const FIGURES_PAUSE_MS = 250;

/** Both stay as they are from pupil to pupil. */
const broad = signal(false);
const chosen = signal(0);

function useFigures(source: PageSource, replay: Replay) {
  const figures = useSignal(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    const renew = () => {
      timer = null;
      replay.inkChanged();
      figures.value += 1;
    };
    const unwatch = watchInk(source.seatNumber, () => (timer ??= setTimeout(renew, FIGURES_PAUSE_MS)));
    return () => {
      unwatch();
      if (timer) clearTimeout(timer);
    };
  }, []);
  return figures;
}

function toggleBroad(): void {
  broad.value = !broad.value;
}

/** Round the sheet; the first key chooses where the pupil is, or the first. */
function stepQuestion(seat: number, work: PageWork, step: 1 | -1): void {
  const numbers = work.now.peek()?.questions.map((question) => question.question) ?? [];
  const here = numbers.indexOf(chosen.peek());
  const at = numbers.indexOf(classState.peek()?.results?.pupils.find((pupil) => pupil.seat === seat)?.at ?? 0);
  const next = here < 0 ? Math.max(0, at) : (here + step + numbers.length) % Math.max(1, numbers.length);
  chosen.value = numbers[next] ?? 0;
}

/** The replay to where the question was begun. */
function jump(work: PageWork, replay: Replay, question: number): void {
  const print = work.now.peek()?.print;
  const spans = replay.timeline.peek().spans;
  const [stroke] = print ? strokesOf(spans.map((span) => span.stroke), print, question) : [];
  const span = spans.find((one) => one.stroke === stroke);
  if (span) replay.seek(span.start);
  showChosen();
}

function stepFrom(seat: number, step: 1 | -1): void {
  const next = nextPupil(classState.peek()?.seats ?? [], seat, step);
  reachedSeat.value = next;
  showSeat(next);
}

function useReplay(source: PageSource): Replay {
  const replay = useMemo(() => new Replay(), []);
  useEffect(() => {
    const end = effect(() => replay.open(source.paper.value?.ink ?? null));
    return () => {
      end();
      replay.stop();
    };
  }, []);
  return replay;
}

function NothingYet({ source }: { source: PageSource }) {
  const words = t.value;
  const paper = source.paper.value;
  const trouble = source.trouble.value;
  if (trouble) return <div class="nothing">{<h2>{language.value === "zh" ? trouble.zh : trouble.en}</h2>}</div>;
  if (paper && !paper.ink) return <div class="nothing"><h2>{words.pageLoading}</h2></div>;
  if (paper) return null;
  return (
    <div class="nothing">
      <h2>{words.noPage}</h2>
      <p>{words.noPageHelp}</p>
    </div>
  );
}

function Hand({ seat }: { seat: number }) {
  const up = classState.value?.results?.pupils.find((pupil) => pupil.seat === seat)?.hand ?? false;
  if (!up) return null;
  return (
    <button type="button" class="tool-button tool-hands" onClick={() => act({ type: "hand-down", seat })}>
      <Icon name="hand" size={18} />
      {words.value.handUp} · {words.value.handSeen}
    </button>
  );
}

/** For one seat and copy; app.tsx makes a new one for another. */
export function PageView({ seat: seatNumber, copy }: { seat: number; copy: number | null }) {
  const source = useMemo(() => new PageSource(seatNumber, copy), []);
  useEffect(() => source.begin(), []);
  const work = useMemo(() => new PageWork(source), []);
  useEffect(() => work.begin(), []);
  const replay = useReplay(source);
  const figures = useFigures(source, replay);
  const pointedOut = useSignal<readonly Stroke[]>([]);
  const step = (by: 1 | -1) => stepFrom(seatNumber, by);
  useKeys({
    Escape: showClass,
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    ArrowUp: () => stepQuestion(seatNumber, work, -1),
    ArrowDown: () => stepQuestion(seatNumber, work, 1),
    j: () => jump(work, replay, chosen.peek()),
    PageUp: () => step(-1),
    PageDown: () => step(1),
    " ": () => replay.togglePlay(),
    "[": () => replay.faster(-1),
    "]": () => replay.faster(1),
    ",": () => replay.seekBy(-1),
    ".": () => replay.seekBy(1),
    "0": () => replay.toLive(),
    z: toggleBroad,
  });
  const choose = (question: number) => {
    chosen.value = question;
    jump(work, replay, question);
  };
  useEffect(wantPrintedPages, []);
  void figures.value;
  const seat = source.seat.value;
  const paper = source.paper.value;
  if (!seat) return null;
  const done = work.now.value;
  const older = paper !== null && !paper.current && seat.page !== null;
  return (
    <div class="page-view">
      <PageHeader seat={seat} paper={paper} title={done?.title ?? ""} broad={broad.value} onStep={step} onBroad={toggleBroad} />
      <StoreBanner />
      <main class="page-main">
        <NothingYet source={source} />
        <PageCanvas source={source} work={work} replay={replay} pointedOut={pointedOut} broad={broad} chosen={chosen} />
      </main>
      <aside class="page-side">
        {older && (
          <button type="button" class="main-button" onClick={() => showCopy(seatNumber, null)}>
            {t.value.goToCurrent}
          </button>
        )}
        <PageFacts seat={seat} ink={paper?.ink ?? null} />
        <Hand seat={seatNumber} />
        {done && <Answers work={done} seat={seatNumber} chosen={chosen.value} onChoose={choose} />}
        <StrokeNotes strokes={paper?.ink?.inOrder() ?? []} pointedOut={pointedOut} />
        <PageList source={source} />
      </aside>
      {paper?.ink && <ReplayBar replay={replay} />}
    </div>
  );
}
