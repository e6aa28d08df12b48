/* SPDX-License-Identifier: MIT */
/* What a teacher says of answers, as docs/console-protocol.md ("Marking") has it. */

/** Known again when it is repeated: a page may say it twice, the daemon does it once. */
interface Action {
  readonly action?: string;
  /** Of which it was meant: another may be open by the time it arrives. */
  readonly assignment?: number;
}

export type MarkingQuestion = Action &
  (
    | {
        readonly type: "mark";
        readonly seat: number;
        readonly question: number;
        readonly verdict: string;
        readonly points: number;
        readonly text: string;
        readonly comment?: number;
        /** Where on the paper, in hundredths of a millimetre. */
        readonly x?: number;
        readonly y?: number;
      }
    | {
        readonly type: "mark-equal";
        readonly question: number;
        readonly text: string;
        readonly verdict: string;
        readonly points: number;
        readonly comment?: number;
      }
    | { readonly type: "accept"; readonly seat: number; readonly question: number }
    | { readonly type: "accept-equal"; readonly question: number; readonly text: string }
    | { readonly type: "accept-above"; readonly confidence: number; readonly question?: number }
    | { readonly type: "undo"; readonly of: string }
    /** What it says; "": what it was read as. */
    | { readonly type: "correct"; readonly seat: number; readonly question: number; readonly text: string }
    /** `pupil`: whose the next copy is; 0 the first of the class. */
    | { readonly type: "pile"; readonly ordered: boolean; readonly pupil: number }
    | { readonly type: "pile-move"; readonly copy: number; readonly pupil: number }
    | { readonly type: "place"; readonly copy: number; readonly page: number }
    | { readonly type: "turn-page"; readonly page: number }
    | {
        readonly type: "comment";
        readonly comment: number;
        readonly question: number;
        readonly verdict: string;
        readonly text: string;
        readonly points: number;
      }
  );

/** Its frames follow, the last with an end record. */
export interface QuestionInkAnswer {
  readonly type: "question-ink";
  readonly request: number;
  readonly question: number;
}

/** Of a repeated action these refusals say that it was done the first time. */
export const DONE_BEFORE: readonly string[] = ["no-proposal", "nothing-to-undo"];
