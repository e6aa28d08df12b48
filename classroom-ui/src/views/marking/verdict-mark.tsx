/* SPDX-License-Identifier: MIT */
/* A teacher's mark is solid and red, a proposal dashed with a question mark, what waits to be sent dotted with a clock. */
import { clockMinutes } from "../../state/format";
import { t } from "../../state/settings";
import type { Mark, Verdict } from "../../wire/results";
import type { Member } from "./groups";
import { words } from "./words";

export function markText(mark: Pick<Mark, "verdict" | "points" | "stars" | "text">): string {
  if (mark.verdict === "points" && mark.points !== undefined) return String(mark.points);
  if (mark.verdict === "star") return "☆".repeat(mark.stars ?? 1);
  return mark.verdict === "level" ? mark.text : t.value.verdict[mark.verdict];
}

export function saidText({ verdict, points }: Pick<Mark, "verdict"> & { readonly points: number }): string {
  return markText({ verdict, points, stars: points, text: "" });
}

export function VerdictMark({ member }: { member: Member }) {
  const { answer, pending } = member;
  if (pending)
    return (
      <span class="verdict verdict-pending" title={words.value.pending}>
        {pending === "undo" || pending === "none" ? "↶" : t.value.verdict[pending as Verdict]}
        <small>{words.value.pending}</small>
      </span>
    );
  if (answer.begun)
    return (
      <span class="verdict verdict-begun">
        {markText(answer.begun)}…<small>{words.value.begun}</small>
      </span>
    );
  if (answer.mark)
    return (
      <span class="verdict verdict-mark" title={words.value.by(answer.mark.teacher, clockMinutes(answer.mark.at_ms))}>
        {markText(answer.mark)}
      </span>
    );
  if (!answer.proposal) return null;
  return (
    <span class="verdict verdict-proposal">
      {t.value.verdict[answer.proposal.verdict]}?<small>{words.value.proposed}</small>
    </span>
  );
}
