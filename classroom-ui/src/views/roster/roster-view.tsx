/* SPDX-License-Identifier: MIT */
/* Who is in which class, and a list as the school has it on its way in. */
import { useEffect } from "preact/hooks";
import { ViewHeader } from "../../parts/view-header";
import { classState } from "../../state/console";
import { language } from "../../state/settings";
import { ClassTables } from "./class-tables";
import { ChooseFile } from "./choose-file";
import { PreviewOfImport } from "./preview";
import { classes, importing, readClasses, startOver, trouble } from "./roster-state";
import { words } from "./words";

function Importing() {
  const w = words.value;
  const now = importing.value;
  switch (now.step) {
    case "choosing":
      return <ChooseFile />;
    case "reading":
      return <p role="status">{w.reading}</p>;
    case "preview":
      return <PreviewOfImport key={now.preview.preview} preview={now.preview} file={now.file} />;
    case "done":
      return (
        <p role="status" class="roster-done">
          {w.applied(now.count)}
          <button type="button" class="plain-button" onClick={startOver}>
            {w.again}
          </button>
        </p>
      );
  }
}

export function RosterView() {
  const w = words.value;
  // Another one with each snapshot, which tells that a list is on disk, and when names are hidden or shown.
  const now = classState.value?.class;
  useEffect(() => void readClasses(), [now]);
  const all = classes.value;
  const pupils = all?.reduce((sum, one) => sum + one.pupils.length, 0) ?? 0;
  return (
    <div class="view roster-view">
      <ViewHeader title={w.title} about={all ? w.about(all.length, pupils) : w.loading} />
      <main>
        <section class="roster-import" aria-labelledby="roster-import-title">
          <h2 id="roster-import-title">{w.import}</h2>
          {trouble.value && (
            <p class="refusal" role="alert">
              {trouble.value[language.value]}
            </p>
          )}
          <Importing />
        </section>
        {all && <ClassTables classes={all} />}
      </main>
    </div>
  );
}
