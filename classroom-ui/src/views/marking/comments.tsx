/* SPDX-License-Identifier: MIT */
/* Comments of the question: a click uses one, new points change all marks that use it. */
import { useState } from "preact/hooks";
import { IconButton } from "../../parts/icon-button";
import type { Comment, SheetQuestion, Verdict } from "../../wire/results";
import { putComment, type Said } from "./marking-actions";
import { words } from "./words";

interface Properties {
  readonly question: SheetQuestion;
  readonly comments: readonly Comment[];
  readonly onUse: (said: Said) => void;
}

function Row({ comment, question, onUse }: { comment: Comment; question: SheetQuestion; onUse: (said: Said) => void }) {
  const [points, setPoints] = useState(String(comment.points ?? 0));
  const [text, setText] = useState<string | null>(null);
  const put = (verdict: Verdict) => putComment(comment.comment, question.question, text?.trim() || comment.text, verdict, verdict === "points" ? Number(points) : 0);
  const save = (event: Event) => {
    event.preventDefault();
    put(comment.verdict);
    setText(null);
  };
  const use = () => onUse({ verdict: comment.verdict, points: comment.points ?? 0, comment: comment.comment });
  return (
    <li>
      <span class="comment-row">
        <button type="button" class="comment-use" onClick={use}>
          {comment.text}
        </button>
        <IconButton icon="pen" label={`${words.value.commentText} ${comment.text}`} onClick={() => setText(text === null ? comment.text : null)} />
        <IconButton icon="close" label={`${words.value.commentRemove} ${comment.text}`} onClick={() => put("none")} />
      </span>
      {text !== null && (
        <form onSubmit={save}>
          <input type="text" maxLength={20} value={text} aria-label={words.value.commentText} onInput={(event) => setText(event.currentTarget.value)} />
          <button type="submit" class="text-button">{words.value.save}</button>
        </form>
      )}
      {text === null && comment.points !== undefined && comment.verdict === "points" && (
        <form onSubmit={save}>
          <input type="number" min="0" max={question.points} step="0.5" value={points} aria-label={`${words.value.commentPoints} ${comment.text}`} onInput={(event) => setPoints(event.currentTarget.value)} />
          <button type="submit" class="text-button">{words.value.commentSave}</button>
        </form>
      )}
    </li>
  );
}

export function Comments({ question, comments, onUse }: Properties) {
  const [text, setText] = useState("");
  const [points, setPoints] = useState("0");
  const add = (event: Event) => {
    event.preventDefault();
    if (text.trim() === "") return;
    const hasPoints = question.points !== undefined;
    putComment(0, question.question, text.trim(), hasPoints ? "points" : "half", hasPoints ? Number(points) : 0);
    setText("");
  };
  return (
    <aside class="comments">
      <h2>{words.value.comments}</h2>
      <p>{words.value.commentHelp}</p>
      <ul>
        {comments.map((comment) => (
          <Row key={`${comment.comment} ${comment.points} ${comment.text}`} comment={comment} question={question} onUse={onUse} />
        ))}
      </ul>
      <form class="comment-new" onSubmit={add}>
        <input type="text" maxLength={20} value={text} placeholder={words.value.commentNew} aria-label={words.value.commentNew} onInput={(event) => setText(event.currentTarget.value)} />
        {question.points !== undefined && (
          <input type="number" min="0" max={question.points} step="0.5" value={points} aria-label={words.value.commentPoints} onInput={(event) => setPoints(event.currentTarget.value)} />
        )}
        <button type="submit" class="text-button">{words.value.commentAdd}</button>
      </form>
    </aside>
  );
}
