/* SPDX-License-Identifier: MIT */
/* The questions as a table that takes a paste from a spreadsheet. */
import { useSignal } from "@preact/signals";
import { IconButton } from "../../parts/icon-button";
import { language } from "../../state/settings";
import { QUESTION_TYPES, type Question } from "./document";
import { deleteQuestion, freeNumber, setQuestion } from "./edits";
import { change, documentNow, faults } from "./editor";
import { cellOf, COLUMNS, pasteTable, withCell, type Column } from "./table";
import { sheetWords } from "./words";

interface CellProperties {
  readonly question: Question;
  readonly row: number;
  readonly column: Column;
  readonly onNote: (note: string) => void;
}

function Cell({ question, row, column, onNote }: CellProperties) {
  const words = sheetWords.value;
  const label = `${question.name || question.number} ${words.columns[column]}`;
  const put = (cell: string) => {
    if (cell.trim() === cellOf(question, column)) return;
    const next = withCell(question, column, cell);
    if (next) change(setQuestion(documentNow.peek()!, next));
    onNote(next ? "" : words.badCell(cell));
  };
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const { document, refused } = pasteTable(documentNow.peek()!, text, row, column);
    change(document);
    onNote(refused.length > 0 ? words.refusedCells(refused.length, refused[0]!.cell) : "");
  };
  if (column === "type")
    return (
      <select aria-label={label} value={question.type} onChange={(event) => put(event.currentTarget.value)}>
        {QUESTION_TYPES.map((type) => (
          <option key={type} value={type}>
            {words.types[type]}
          </option>
        ))}
      </select>
    );
  return (
    <input
      aria-label={label}
      readOnly={column === "number"}
      disabled={column === "options" && !question.type.startsWith("choice")}
      value={cellOf(question, column)}
      onChange={(event) => {
        put(event.currentTarget.value);
        event.currentTarget.value = cellOf(documentNow.peek()!.questions[row] ?? question, column);
      }}
      onPaste={paste}
    />
  );
}

export function SheetTable() {
  const words = sheetWords.value;
  const note = useSignal("");
  const document = documentNow.value!;
  const add = () => {
    const number = freeNumber(document);
    change(setQuestion(document, { number, name: String(number), type: "text" }));
  };
  return (
    <section class="sheet-questions" aria-labelledby="sheet-questions-title">
      <h2 id="sheet-questions-title">{words.questions}</h2>
      <p>{words.tableHelp}</p>
      {note.value && <p role="status" class="sheet-warn">{note.value}</p>}
      <table>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" class={`column-${column}`}>
                {words.columns[column]}
              </th>
            ))}
            <th aria-hidden="true" />
          </tr>
        </thead>
        <tbody>
          {document.questions.map((question, row) => {
            const fault = faults.value.find((one) => one.question === question.number);
            return (
              <tr key={question.number} class={fault ? "row-wrong" : undefined} title={fault && (language.value === "zh" ? fault.zh : fault.en)}>
                {COLUMNS.map((column) => (
                  <td key={column}>
                    <Cell question={question} row={row} column={column} onNote={(text) => (note.value = text)} />
                  </td>
                ))}
                <td>
                  <IconButton
                    icon="close"
                    label={words.deleteQuestion(question.name || String(question.number))}
                    onClick={() => change(deleteQuestion(documentNow.peek()!, question.number))}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <button type="button" class="wall-button" onClick={add}>
        {words.addQuestion}
      </button>
    </section>
  );
}
