/* SPDX-License-Identifier: MIT */
/* The school's week, or one grade's: how good the data are, minutes against limits, marking, problems. Groups only. */
import { useSignal } from "@preact/signals";
import { Icon } from "../../parts/icon";
import { ViewHeader } from "../../parts/view-header";
import { requests } from "../../state/console";
import { language } from "../../state/settings";
import type { LoadSchoolAnswer } from "../../wire/load";
import { useAsked } from "../load/load-state";
import { PeriodBar } from "../load/period-bar";
import { Bands } from "./bands";
import { Marking } from "./marking";
import { Cells, Over, Problems, Quality } from "./tables";
import { words } from "./words";

/** A whole week is told before the one that has just begun. */
const LAST_WEEK = 1;
const FORMS = ["pdf", "xlsx", "json"] as const;

function Files({ answer }: { answer: LoadSchoolAnswer }) {
  const said = words.value;
  return (
    <span class="school-files" role="group" aria-label={said.files}>
      <span>{said.files}</span>
      {FORMS.map((form) => (
        <a key={form} class="plain-button" href={`/api/brief?form=${form}&back=${answer.back}`} download={`${said.fileName(answer.from)}.${form}`}>
          <Icon name="fetch" size={16} />
          {said.file[form]}
        </a>
      ))}
    </span>
  );
}

function Figures({ answer }: { answer: LoadSchoolAnswer }) {
  return (
    <>
      <div class="load-parts">
        <Quality answer={answer} />
        <Problems answer={answer} />
        <Over answer={answer} />
        <Bands answer={answer} />
        <Cells answer={answer} />
        <Marking answer={answer} />
      </div>
      <p class="load-method">{words.value.method(answer.method)}</p>
    </>
  );
}

export function SchoolView() {
  const said = words.value;
  const back = useSignal(LAST_WEEK);
  const { answer, trouble, waiting } = useAsked<LoadSchoolAnswer>(String(back.value), () => requests.ask({ type: "load-school", back: back.value }));
  const now = answer.value;
  return (
    <div class="view school-view">
      <ViewHeader title={said.title} about={now && (now.grade === 0 ? said.ofSchool : said.ofGrade(now.grade))}>
        {now && (
          <PeriodBar from={now.from} until={now.until} back={back.value} onBack={(wanted) => (back.value = wanted)}>
            <Files answer={now} />
          </PeriodBar>
        )}
      </ViewHeader>
      <main aria-busy={waiting.value}>
        {trouble.value && <p class="refusal">{language.value === "zh" ? trouble.value.zh : trouble.value.en}</p>}
        {!now && !trouble.value && <p class="load-none">{said.counting}</p>}
        {now && <Figures answer={now} />}
      </main>
    </div>
  );
}
