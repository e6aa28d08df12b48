/* SPDX-License-Identifier: MIT */
/* Homework is given: what, how long, where, until when; the day's sum answers while it is typed. */
import { language } from "../../state/settings";
import { LAYERS, PLACES, type Board, type Layer } from "../../wire/board";
import { AdviceBox } from "./advice-box";
import { advice, busy, change, draft, published, publishNow, refusal, today } from "./board-state";
import { isAhead, missing, SUBJECTS, withSheet } from "./draft";
import { words } from "./words";

function What({ board }: { board: Board }) {
  const w = words.value;
  const now = draft.value;
  return (
    <>
      <label class="board-wide">
        {w.what}
        <select id="board-sheet" value={now.sheet} onChange={(event) => change(withSheet(now, board.sheets.find((one) => one.sheet === Number(event.currentTarget.value))))}>
          <option value={0}>{w.noSheet}</option>
          {board.sheets.map((one) => (
            <option key={one.sheet} value={one.sheet}>
              {one.subject} {one.title}
            </option>
          ))}
        </select>
      </label>
      {now.sheet === 0 && (
        <label class="board-wide">
          {w.content}
          <input id="board-content" type="text" maxLength={60} placeholder={w.contentHint} value={now.title} onInput={(event) => change({ title: event.currentTarget.value })} />
        </label>
      )}
      <label>
        {w.subject}
        <input id="board-subject" type="text" list="board-subjects" maxLength={20} value={now.subject} onInput={(event) => change({ subject: event.currentTarget.value })} />
        <datalist id="board-subjects">
          {SUBJECTS.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      </label>
      <label>
        {w.expected}
        <input id="board-minutes" type="number" min="0" max="600" value={now.minutes} onInput={(event) => change({ minutes: event.currentTarget.value })} />
      </label>
    </>
  );
}

function Where({ board }: { board: Board }) {
  const w = words.value;
  const now = draft.value;
  return (
    <fieldset class="board-wide">
      <legend>{w.place}</legend>
      <div class="board-places">
        {PLACES.map((place) => (
          <label key={place}>
            <input type="radio" name="board-place" value={place} checked={now.place === place} disabled={place === "home" && !board.home} onChange={() => change({ place })} />
            {w.places[place]}
          </label>
        ))}
      </div>
      {!board.home && <small>{w.noHome}</small>}
    </fieldset>
  );
}

function More({ board }: { board: Board }) {
  const w = words.value;
  const now = draft.value;
  return (
    <>
      <label>
        {w.layer}
        <select id="board-layer" value={now.layer} onChange={(event) => change({ layer: event.currentTarget.value as Layer })}>
          {LAYERS.map((layer) => (
            <option key={layer} value={layer}>
              {layer === "" ? w.everybody : w.layerOf(layer)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {w.dueDay}
        <input id="board-due" type="date" min={board.day} value={now.due} onInput={(event) => change({ due: event.currentTarget.value })} />
      </label>
      {now.sheet !== 0 && board.day === today.value && (
        <label class="board-check board-wide">
          <input id="board-open" type="checkbox" checked={now.open} onChange={(event) => change({ open: event.currentTarget.checked })} />
          {w.open}
        </label>
      )}
    </>
  );
}

function Give() {
  const w = words.value;
  const lacks = missing(draft.value);
  const needsReason = advice.value?.level === "full" && draft.value.reason.trim() === "";
  return (
    <div class="board-wide board-give">
      <button type="submit" class="main-button" id="board-give" disabled={busy.value || lacks !== null || needsReason || advice.value?.level === "refused"}>
        {busy.value ? w.giving : w.give}
      </button>
      <span>{lacks && !published.value ? w.missing[lacks] : ""}</span>
      {published.value && <span role="status" class="board-done">{w.given(published.value)}</span>}
      {refusal.value && <p class="refusal" role="alert">{refusal.value[language.value]}</p>}
    </div>
  );
}

export function PublishForm({ board }: { board: Board }) {
  const w = words.value;
  if (today.value !== "" && !isAhead(today.value, board.day)) return <p class="board-nothing">{w.past}</p>;
  const submit = (event: Event) => {
    event.preventDefault();
    void publishNow();
  };
  return (
    <form class="board-form" onSubmit={submit} noValidate>
      <p class="board-wide board-when">{w.publishOn(board.day)}</p>
      {board.no_homework && <p class="board-wide board-advice board-near">{w.noHomework}</p>}
      <What board={board} />
      <Where board={board} />
      <More board={board} />
      {advice.value && (
        <div class="board-wide">
          <AdviceBox advice={advice.value} />
        </div>
      )}
      {advice.value?.level === "full" && (
        <label class="board-wide">
          {w.reason}
          <textarea id="board-reason" rows={2} maxLength={300} value={draft.value.reason} onInput={(event) => change({ reason: event.currentTarget.value })} />
        </label>
      )}
      <Give />
    </form>
  );
}
