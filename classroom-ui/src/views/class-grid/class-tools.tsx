/* SPDX-License-Identifier: MIT */
/* Below the header: the lesson, whom to look at, in which order, and the room's plan. */
import type { JSX } from "preact";
import { Icon } from "../../parts/icon";
import { classState } from "../../state/console";
import { FILTERS, questionName, SORTS, type Filter, type Sort } from "../../state/work";
import { AssignmentsButton } from "./assignments";
import { filter, sort, typed, workCounts } from "./class-order";
import { HandsButton } from "./hands";
import { LessonBar } from "./lesson-bar";
import { words } from "./words";

/** Without a sheet nobody knows how far anybody is. */
const WITHOUT_SHEET: readonly Sort[] = ["seat", "name"];

function FilterButton({ name }: { name: Filter }) {
  const n = workCounts.value.get(name) ?? 0;
  const pressed = filter.value === name;
  if (n === 0 && !pressed && name !== "all") return null;
  return (
    <button
      type="button"
      class={`filter filter-${name}`}
      aria-pressed={pressed}
      title={words.value.filterHelp[name]}
      onClick={() => (filter.value = pressed ? "all" : name)}
    >
      {name === "hand" && <Icon name="hand" size={16} />}
      {words.value.filter[name]} <strong>{n}</strong>
    </button>
  );
}

function Sorts({ names }: { names: readonly Sort[] }) {
  return (
    <select class="sorts" aria-label={words.value.sortBy} value={sort.value} onChange={(event) => (sort.value = event.currentTarget.value as Sort)}>
      {names.map((name) => (
        <option key={name} value={name}>
          {words.value.sort[name]}
        </option>
      ))}
    </select>
  );
}

/** Questions are offered; a name is typed. */
function Find() {
  const { find, question } = words.value;
  const leave = (event: JSX.TargetedKeyboardEvent<HTMLInputElement>) => {
    if (event.key !== "Escape") return;
    typed.value = "";
    event.currentTarget.blur();
  };
  return (
    <>
      <input
        id="find"
        type="search"
        list="find-questions"
        placeholder={find}
        aria-label={find}
        value={typed.value}
        onInput={(event) => (typed.value = event.currentTarget.value)}
        onKeyDown={leave}
      />
      <datalist id="find-questions">
        {classState.value?.results?.sheet?.questions.map((one) => (
          <option key={one.question} value={question(questionName(one))} />
        ))}
      </datalist>
    </>
  );
}

export function ClassTools({ onArrange }: { onArrange: () => void }) {
  const hasSheet = classState.value?.results?.sheet !== undefined;
  return (
    <div class="class-tools">
      <LessonBar />
      <AssignmentsButton />
      {hasSheet && (
        <div class="filters" role="group" aria-label={words.value.filters}>
          {FILTERS.map((name) => (
            <FilterButton key={name} name={name} />
          ))}
        </div>
      )}
      <div class="tools-end">
        <HandsButton />
        <Find />
        <Sorts names={hasSheet ? SORTS : WITHOUT_SHEET} />
        <button type="button" class="tool-button" title={`${words.value.keyArrange} (A)`} onClick={onArrange}>
          <Icon name="seats" size={16} />
          {words.value.arrange}
        </button>
      </div>
    </div>
  );
}
