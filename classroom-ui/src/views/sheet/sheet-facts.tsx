/* SPDX-License-Identifier: MIT */
/* What the sheet is called, for whom it is, and the paper of the page that is looked at. */
import { change, documentNow, faults, isDraft, shownPage, showPage } from "./editor";
import { Field } from "./field";
import { addPage, addressOf, addressText, badAddress, deletePage, factsOf, NEEDS_TITLE, PAPER_MM_MAX, PAPER_MM_MIN, PAPERS, readAddress, setFacts, setPaper, type Facts } from "./pages";
import { takeNumber } from "./typed";
import { inWords, sheetWords } from "./words";

export const SUBJECTS = ["语文", "数学", "英语", "科学", "道德与法治", "物理", "化学", "历史", "地理", "生物"];
export const GRADES = [1, 2, 3, 4, 5, 6, 7, 8, 9];

export function GradeChoice({ grade, onChange }: { grade: number; onChange: (grade: number) => void }) {
  const words = sheetWords.value;
  return (
    <Field class="sheet-grade" label={words.grade} value={grade} options={[[0, "—"], ...GRADES.map((one) => [one, words.gradeName(one)] as const)]} take={(text) => onChange(Number(text))} />
  );
}

export function PaperChoice({ size, onChange, id }: { size: readonly [number, number]; onChange: (size: readonly [number, number]) => void; id: string }) {
  const words = sheetWords.value;
  const known = PAPERS.find(({ size_mm: [width, height] }) => width === size[0] && height === size[1]);
  const side = (at: 0 | 1, label: string) => (
    <Field class="sheet-number" inputMode="decimal" label={label} value={size[at]}
      take={(text) => takeNumber(text, PAPER_MM_MIN, PAPER_MM_MAX, (mm) => onChange(at === 0 ? [mm, size[1]] : [size[0], mm]))} />
  );
  return (
    <>
      <Field id={id} label={words.paper} value={known?.name ?? ""} options={[["", words.otherPaper], ...PAPERS.map(({ name }) => [name, name] as const)]}
        take={(text) => onChange(PAPERS.find(({ name }) => name === text)?.size_mm ?? size)} />
      {side(0, words.width)}
      {side(1, words.height)}
    </>
  );
}

function PageFacts() {
  const words = sheetWords.value;
  const now = documentNow.value!;
  const at = shownPage.value;
  const page = now.pages[at];
  if (!page) return null;
  const readdress = (text: string) => {
    const address = readAddress(text);
    return address ? change(setPaper(now, at, { address })) : badAddress(text);
  };
  return (
    <div class="sheet-row" key={at}>
      <strong>{words.page(at + 1)}</strong>
      <PaperChoice id="page-size" size={page.size_mm} onChange={(size_mm) => change(setPaper(now, at, { size_mm }))} />
      <Field id="page-address" class="sheet-address" label={words.address} readOnly={!isDraft.value} value={addressText(addressOf(page))} take={readdress} />
      {faults.value.filter((fault) => fault.page === at && fault.field !== "").map((fault) => (
        <p key={fault.en} class="sheet-bad" role="alert">{inWords(fault)}</p>
      ))}
      <button type="button" class="wall-button" id="add-page" onClick={() => { change(addPage(now)); showPage(now.pages.length); }}>
        {words.addPage}
      </button>
      <button type="button" class="wall-button" id="delete-page" disabled={now.pages.length === 1} onClick={() => { change(deletePage(now, at)); showPage(Math.max(0, at - 1)); }}>
        {words.deletePage}
      </button>
    </div>
  );
}

export function SheetFacts() {
  const words = sheetWords.value;
  const facts = factsOf(documentNow.value!);
  const set = (part: Partial<Facts>) => change(setFacts(documentNow.peek()!, { ...factsOf(documentNow.peek()!), ...part }));
  return (
    <section class="sheet-facts" aria-labelledby="sheet-facts-title">
      <h2 id="sheet-facts-title">{words.facts}</h2>
      <div class="sheet-row">
        <Field id="sheet-title" class="sheet-title" label={words.titleOf} maxLength={200} value={facts.title}
          take={(title) => (title.trim() === "" ? NEEDS_TITLE : set({ title: title.trim() }))} />
        <Field id="sheet-subject" label={words.subject} list="sheet-subjects" maxLength={200} value={facts.subject} take={(subject) => set({ subject: subject.trim() })} />
        <datalist id="sheet-subjects">
          {SUBJECTS.map((subject) => (
            <option key={subject} value={subject} />
          ))}
        </datalist>
        <GradeChoice grade={facts.grade} onChange={(grade) => set({ grade })} />
      </div>
      <PageFacts />
    </section>
  );
}
