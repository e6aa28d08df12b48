/* SPDX-License-Identifier: MIT */
/* What was done on the page that is shown: of the open assignment as it comes, of another as the record has it. */
import { computed, effect, signal } from "@preact/signals";
import { layoutAt, layoutPages, type LayoutPage } from "../../ink/sheet-layout";
import { classState, connection } from "../../state/console";
import { printedPages } from "../../state/sheet-document";
import { list, maybe, object, type Fields } from "../../wire/fields";
import { askPast, type PastWork } from "../../wire/past";
import type { PupilAnswer, SheetQuestion, Total } from "../../wire/results";
import type { PageSource } from "./page-source";

export type WorkQuestion = Pick<SheetQuestion, "question" | "name">;

export interface Work {
  /** Of another assignment than the open one; else empty. */
  readonly title: string;
  readonly print: LayoutPage | null;
  readonly questions: readonly WorkQuestion[];
  readonly answers: readonly PupilAnswer[];
  readonly total: Total | null;
  readonly levels: readonly string[];
}

interface Known {
  readonly copy: number;
  /** Null: it is of no assignment. */
  readonly past: PastWork | null;
  readonly pages: readonly LayoutPage[];
}

function questionOf(of: Fields, key: string): WorkQuestion {
  const from = object(of, key);
  const name = from["name"];
  return { question: Number(from["number"]), name: typeof name === "string" ? name : "" };
}

function questionsOf(document: Fields | null): readonly WorkQuestion[] {
  return (document && maybe(list(questionOf))(document, "questions")) ?? [];
}

export class PageWork {
  private readonly known = signal<Known | null>(null);
  private readonly open = computed(() => classState.value?.results?.pupils.find((pupil) => pupil.seat === this.source.seatNumber));
  /** Null: nothing is known of it, or it is of no assignment. */
  readonly now = computed(() => this.choose());

  constructor(private readonly source: PageSource) {}

  /** Returns how to end. Every look is logged: each copy is asked for once, and after a refusal when the line is back. */
  begin(): () => void {
    let asked: number | null = null;
    return effect(() => {
      const copy = this.source.paper.value?.copy;
      const live = connection.value.type === "live";
      if (!live) asked = null;
      if (!live || copy === undefined || copy === asked || this.isOpen(copy) || this.known.peek()?.copy === copy) return;
      asked = copy;
      void this.fetch(copy);
    });
  }

  private isOpen(copy: number): boolean {
    return this.open.value?.answers.some((answer) => answer.copy === copy) ?? false;
  }

  private async fetch(copy: number): Promise<void> {
    const outcome = await askPast(copy);
    const past = outcome.type === "done" ? outcome.value : null;
    if (past === null && outcome.type === "refused" && outcome.trouble.code !== "no-such-page") return;
    // An answer that comes late must not push out what is shown by now.
    if (this.source.paper.peek()?.copy !== copy) return;
    this.known.value = { copy, past, pages: past?.document ? layoutPages(past.document) : [] };
  }

  private choose(): Work | null {
    const paper = this.source.paper.value;
    if (!paper) return null;
    const known = this.known.value?.copy === paper.copy ? this.known.value : null;
    const isOpen = this.isOpen(paper.copy) || (known ? known.past?.assignment === classState.value?.assignment?.id : paper.current);
    if (isOpen) {
      const { questions = [], levels = [] } = classState.value?.results?.sheet ?? {};
      const { answers = [], total = null } = this.open.value ?? {};
      return { title: "", print: layoutAt(printedPages.value, paper.address), questions, answers, total, levels };
    }
    if (!known?.past) return null;
    const { title, document, answers, total } = known.past;
    return { title, print: layoutAt(known.pages, paper.address), questions: questionsOf(document), answers, total, levels: [] };
  }
}
