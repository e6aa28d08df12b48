/* SPDX-License-Identifier: MIT */
/* The questions as a table that takes a paste from a spreadsheet; what is wrong with one stands below its row. */
import { IconButton } from "../../parts/icon-button";
import { QUESTION_TYPES, type Note, type Question } from "./document";
import { deleteQuestion, freeNumber, setQuestion } from "./edits";
import { change, documentNow, faults, refused } from "./editor";
import { cellName, cellOf, COLUMNS, isNote, pasteTable, withCell, type Column } from "./table";
import { inWords, sheetWords } from "./words";

interface CellProperties {
  readonly question: Question;
  readonly row: number;
  readonly column: Column;
  readonly isWrong: boolean;
}

function put(question: Question, column: Column, cell: string): void {
  const name = cellName(question.number, column);
  const left = new Map(refused.peek());
  left.delete(name);
  if (cell.trim() !== cellOf(question, column)) {
    const next = withCell(question, column, cell);
    if (isNote(next)) left.set(name, next);
    else change(setQuestion(documentNow.peek()!, next));
  }
  refused.value = left;
}

function paste(event: ClipboardEvent, row: number, column: Column): void {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const pasted = pasteTable(documentNow.peek()!, text, row, column);
  change(pasted.document);
  refused.value = pasted.refused;
}

function Cell({ question, row, column, isWrong }: CellProperties) {
  const words = sheetWords.value;
  const shared = {
    id: `cell-${question.number}-${column}`,
    "aria-label": `${question.name || question.number} ${words.columns[column]}`,
    "aria-invalid": isWrong,
    "aria-describedby": isWrong ? `said-${question.number}` : undefined,
  };
  if (column === "type")
    return (
      <select {...shared} value={question.type} onChange={(event) => put(question, column, event.currentTarget.value)}>
        {QUESTION_TYPES.map((type) => (
          <option key={type} value={type}>
            {words.types[type]}
          </option>
        ))}
      </select>
    );
  const value = cellOf(question, column);
  return (
    <input
      {...shared}
      title={value}
      readOnly={column === "number"}
      disabled={column === "options" && !question.type.startsWith("choice")}
      value={value}
      onChange={({ currentTarget }) => {
        put(question, column, currentTarget.value);
        currentTarget.value = cellOf(documentNow.peek()!.questions[row] ?? question, column);
      }}
      onPaste={(event) => paste(event, row, column)}
    />
  );
}

function Row({ question, row }: { question: Question; row: number }) {
  const { number } = question;
  const wrong = faults.value.filter((fault) => fault.question === number);
  const notes: (readonly [Column, Note])[] = COLUMNS.flatMap((column) => {
    const note = refused.value.get(cellName(number, column)) ?? wrong.find(({ field }) => field === column);
    return note ? [[column, note] as const] : [];
  });
  return (
    <>
      <tr>
        {COLUMNS.map((column) => (
          <td key={column} class={`column-${column}`}>
            <Cell question={question} row={row} column={column} isWrong={notes.some(([one]) => one === column)} />
          </td>
        ))}
        <td class="column-delete">
          <IconButton
            icon="close"
            label={sheetWords.value.deleteQuestion(question.name || String(number))}
            onClick={() => change(deleteQuestion(documentNow.peek()!, number))}
          />
        </td>
      </tr>
      {notes.length > 0 && (
        <tr>
          <td class="sheet-bad" colSpan={COLUMNS.length + 1} id={`said-${number}`} role="alert">
            {notes.map(([column, note]) => (
              <p key={column}>{inWords(note)}</p>
            ))}
          </td>
        </tr>
      )}
    </>
  );
}

export function SheetTable() {
  const words = sheetWords.value;
  const document = documentNow.value!;
  const add = () => {
    const number = freeNumber(document);
    change(setQuestion(document, { number, name: String(number), type: "text" }));
  };
  return (
    <section class="sheet-questions" aria-labelledby="sheet-questions-title">
      <h2 id="sheet-questions-title">{words.questions}</h2>
      <p>{words.tableHelp}</p>
      <table>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" class={`column-${column}`}>
                {words.columns[column]}
              </th>
            ))}
            <th class="column-delete" aria-hidden="true" />
          </tr>
        </thead>
        <tbody>
          {document.questions.map((question, row) => (
            <Row key={question.number} question={question} row={row} />
          ))}
        </tbody>
      </table>
      <button type="button" class="wall-button" onClick={add}>
        {words.addQuestion}
      </button>
    </section>
  );
}
