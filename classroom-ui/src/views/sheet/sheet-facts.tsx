/* SPDX-License-Identifier: MIT */
/* What the sheet is called, for whom it is, and the paper of the page that is looked at. */
import { useSignal, type Signal } from "@preact/signals";
import { change, documentNow, isDraft } from "./editor";
import { addPage, addressOf, addressText, deletePage, factsOf, PAPERS, readAddress, setFacts, setPaper, type Facts } from "./pages";
import { sheetWords } from "./words";

export const SUBJECTS = ["语文", "数学", "英语", "科学", "道德与法治", "物理", "化学", "历史", "地理", "生物"];
export const GRADES = [1, 2, 3, 4, 5, 6, 7, 8, 9];

export function GradeChoice({ grade, onChange }: { grade: number; onChange: (grade: number) => void }) {
  const words = sheetWords.value;
  return (
    <label>
      {words.grade}
      <select class="sheet-grade" value={grade} onChange={(event) => onChange(Number(event.currentTarget.value))}>
        <option value={0}>—</option>
        {GRADES.map((one) => (
          <option key={one} value={one}>
            {words.gradeName(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A width or a height; what is no number is not taken. */
export function Millimetres({ label, mm, onChange }: { label: string; mm: number; onChange: (mm: number) => void }) {
  return (
    <label>
      {label}
      <input
        type="number"
        min="20"
        max="1200"
        step="any"
        value={mm}
        onChange={(event) => {
          const value = Number(event.currentTarget.value);
          if (Number.isFinite(value) && event.currentTarget.value !== "") onChange(value);
          else event.currentTarget.value = String(mm);
        }}
      />
    </label>
  );
}

export function PaperChoice({ size, onChange }: { size: readonly [number, number]; onChange: (size: readonly [number, number]) => void }) {
  const words = sheetWords.value;
  const known = PAPERS.find(({ size_mm: [width, height] }) => width === size[0] && height === size[1]);
  return (
    <>
      <label>
        {words.paper}
        <select value={known?.name ?? ""} onChange={(event) => onChange(PAPERS.find(({ name }) => name === event.currentTarget.value)?.size_mm ?? size)}>
          <option value="">{words.otherPaper}</option>
          {PAPERS.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Millimetres label={words.width} mm={size[0]} onChange={(mm) => onChange([mm, size[1]])} />
      <Millimetres label={words.height} mm={size[1]} onChange={(mm) => onChange([size[0], mm])} />
    </>
  );
}

function PageFacts({ index }: { index: Signal<number> }) {
  const words = sheetWords.value;
  const badAddress = useSignal("");
  const now = documentNow.value!;
  const at = Math.min(index.value, now.pages.length - 1);
  const page = now.pages[at];
  if (!page) return null;
  const readdress = (text: string) => {
    const address = readAddress(text);
    badAddress.value = address ? "" : words.badAddress(text);
    if (address) change(setPaper(now, at, { address }));
  };
  return (
    <div class="sheet-row">
      <strong>{words.page(at + 1)}</strong>
      <PaperChoice size={page.size_mm} onChange={(size_mm) => change(setPaper(now, at, { size_mm }))} />
      <label>
        {words.address}
        <input
          class="sheet-address"
          readOnly={!isDraft.value}
          value={addressText(addressOf(page))}
          aria-invalid={badAddress.value !== ""}
          onChange={(event) => readdress(event.currentTarget.value)}
        />
      </label>
      <button type="button" class="wall-button" id="add-page" onClick={() => { change(addPage(now)); index.value = now.pages.length; }}>
        {words.addPage}
      </button>
      <button type="button" class="wall-button" id="delete-page" onClick={() => { change(deletePage(now, at)); index.value = Math.max(0, at - 1); }}>
        {words.deletePage}
      </button>
      {badAddress.value && <p class="sheet-warn" role="alert">{badAddress.value}</p>}
    </div>
  );
}

export function SheetFacts({ index }: { index: Signal<number> }) {
  const words = sheetWords.value;
  const now = documentNow.value!;
  const facts = factsOf(now);
  const set = (part: Partial<Facts>) => change(setFacts(documentNow.peek()!, { ...factsOf(documentNow.peek()!), ...part }));
  return (
    <section class="sheet-facts" aria-labelledby="sheet-facts-title">
      <h2 id="sheet-facts-title">{words.facts}</h2>
      <div class="sheet-row">
        <label class="sheet-title">
          {words.titleOf}
          <input id="sheet-title" maxLength={200} value={facts.title} onChange={(event) => set({ title: event.currentTarget.value.trim() })} />
        </label>
        <label>
          {words.subject}
          <input id="sheet-subject" list="sheet-subjects" maxLength={200} value={facts.subject} onChange={(event) => set({ subject: event.currentTarget.value.trim() })} />
        </label>
        <datalist id="sheet-subjects">
          {SUBJECTS.map((subject) => (
            <option key={subject} value={subject} />
          ))}
        </datalist>
        <GradeChoice grade={facts.grade} onChange={(grade) => set({ grade })} />
      </div>
      <PageFacts index={index} />
    </section>
  );
}
