/* SPDX-License-Identifier: MIT */
/*
 * Questions to the daemon and their answers. An `open-page` is answered by one message and then by
 * binary frames with the same number, the last of which has an end record; all other answers are one message.
 */
import type { ClassesAnswer } from "./classes";
import type { DayAnswer } from "./day";
import type { InkFrame, InkRecord } from "./ink-frame";
import type { LoadAnswer, LoadQuestion, LoadSchoolAnswer, LoadSchoolQuestion } from "./load";
import type { MarkingQuestion, QuestionInkAnswer } from "./marking";
import type {
  ActionQuestion, Answer, AssignmentsAnswer, DoneAnswer, ErrorAnswer, PageAnswer, PagesAnswer, Question, SheetAnswer,
} from "./messages";
import type { PensAnswer, StatusAnswer } from "./pens";
import type { AcceptedAnswer } from "./results";
import type { EditQuestion, TrialAnswer, TrialProgress, TrialQuestion } from "./sheet";
import type { WallLinkAnswer, WallLinkQuestion } from "./wall";
import type { PileAnswer, UnclaimedAnswer } from "./unclaimed";

export class Refusal extends Error {
  constructor(readonly answer: Pick<ErrorAnswer, "code" | "zh" | "en">) {
    super(answer.code);
  }
}

export interface OpenedPage {
  readonly page: PageAnswer;
  readonly records: readonly InkRecord[];
}

/** The same of many: a frame each. */
export interface OpenedQuestion {
  readonly frames: readonly InkFrame[];
}

interface Waiting {
  readonly type: Question["type"];
  readonly resolve: (value: never) => void;
  readonly reject: (reason: Refusal) => void;
  readonly progress?: (at: TrialProgress) => void;
  page?: PageAnswer | QuestionInkAnswer;
  readonly frames: InkFrame[];
  readonly records: InkRecord[];
}

const LOST: Pick<ErrorAnswer, "code" | "zh" | "en"> = {
  code: "connection-lost",
  zh: "连接断开了，请稍后再试。",
  en: "The connection was lost; please try again.",
};

const LAST_REQUEST = 2 ** 31 - 1;

export class Requests {
  private next = 1;
  private readonly waiting = new Map<number, Waiting>();

  /** `send` says whether the socket took the message. */
  constructor(private readonly send: (text: string) => boolean) {}

  ask(question: { type: "open-page"; copy: number }): Promise<OpenedPage>;
  ask(question: { type: "question-ink"; question: number }): Promise<OpenedQuestion>;
  ask(question: LoadQuestion): Promise<LoadAnswer>;
  ask(question: LoadSchoolQuestion): Promise<LoadSchoolAnswer>;
  ask(question: { type: "list-pages"; seat: number }): Promise<PagesAnswer>;
  ask(question: { type: "day" }): Promise<DayAnswer>;
  ask(question: { type: "classes" }): Promise<ClassesAnswer>;
  ask(question: { type: "assignments" }): Promise<AssignmentsAnswer>;
  ask(question: { type: "unclaimed" }): Promise<UnclaimedAnswer>;
  ask(question: { type: "pile-copies" }): Promise<PileAnswer>;
  ask(question: { type: "sheet" } | EditQuestion): Promise<SheetAnswer>;
  ask(question: TrialQuestion, progress: (at: TrialProgress) => void): Promise<TrialAnswer>;
  ask(question: { type: "pens" }): Promise<PensAnswer>;
  ask(question: { type: "status" }): Promise<StatusAnswer>;
  ask(question: WallLinkQuestion): Promise<WallLinkAnswer>;
  ask(question: Exclude<ActionQuestion, MarkingQuestion>): Promise<DoneAnswer>;
  ask(question: ActionQuestion): Promise<AcceptedAnswer | DoneAnswer>;
  ask(question: Question, progress?: (at: TrialProgress) => void): Promise<OpenedPage | OpenedQuestion | Exclude<Answer, PageAnswer | QuestionInkAnswer | ErrorAnswer>> {
    const request = this.number();
    return new Promise((resolve, reject) => {
      this.waiting.set(request, { type: question.type, resolve, reject, records: [], frames: [], ...(progress && { progress }) });
      if (!this.send(JSON.stringify({ ...question, request }))) this.refuse(request, LOST);
    });
  }

  /** For questions whose answer is a change that everybody gets. */
  tell(question: Question): void {
    this.send(JSON.stringify({ ...question, request: this.number() }));
  }

  answered(message: Answer): void {
    if (message.request === undefined) return;
    const waiting = this.waiting.get(message.request);
    if (!waiting) return;
    if (message.type === "error") {
      this.refuse(message.request, message);
    } else if (message.type === "sheet-trying") {
      waiting.progress?.(message);
    } else if (message.type === "page" || message.type === "question-ink") {
      waiting.page = message;
    } else {
      this.waiting.delete(message.request);
      waiting.resolve(message as never);
    }
  }

  ink(frame: InkFrame): void {
    const waiting = this.waiting.get(frame.request);
    if (!waiting?.page) return;
    waiting.frames.push(frame);
    for (const record of frame.records) {
      if (record.type !== "end") {
        waiting.records.push(record);
        continue;
      }
      this.waiting.delete(frame.request);
      const opened: OpenedPage | OpenedQuestion =
        waiting.page.type === "page" ? { page: waiting.page, records: waiting.records } : { frames: waiting.frames };
      waiting.resolve(opened as never);
      return;
    }
  }

  /** The socket is gone: nobody will answer any more. */
  abandon(): void {
    for (const request of [...this.waiting.keys()]) this.refuse(request, LOST);
  }

  private number(): number {
    const request = this.next;
    this.next = request === LAST_REQUEST ? 1 : request + 1;
    return request;
  }

  private refuse(request: number, answer: Pick<ErrorAnswer, "code" | "zh" | "en">): void {
    const waiting = this.waiting.get(request);
    this.waiting.delete(request);
    waiting?.reject(new Refusal(answer));
  }
}
