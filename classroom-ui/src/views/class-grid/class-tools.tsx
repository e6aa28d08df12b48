/* SPDX-License-Identifier: MIT */
/* Below the header: the lesson, whom to look at, in which order, and the room's plan. */
import { Icon } from "../../parts/icon";
import { classState } from "../../state/console";
import { FILTERS, SORTS, type Filter, type Sort } from "../../state/work";
import { AssignmentsButton } from "./assignments";
import { filter, sort, workCounts } from "./class-order";
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
    <label class="sorts">
      <span>{words.value.sortBy}</span>
      <select value={sort.value} onChange={(event) => (sort.value = event.currentTarget.value as Sort)}>
        {names.map((name) => (
          <option key={name} value={name}>
            {words.value.sort[name]}
          </option>
        ))}
      </select>
    </label>
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
        <Sorts names={hasSheet ? SORTS : WITHOUT_SHEET} />
        <button type="button" class="tool-button" title={`${words.value.keyArrange} (A)`} onClick={onArrange}>
          <Icon name="seats" size={16} />
          {words.value.arrange}
        </button>
      </div>
    </div>
  );
}
