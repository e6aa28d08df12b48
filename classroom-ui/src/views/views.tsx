/* SPDX-License-Identifier: MIT */
/* The main views, in the order of a teacher's day: each has its place in the rail, its address #/name and its keys. */
import type { JSX } from "preact";
import type { KeyRow } from "../parts/key-help";
import type { IconName } from "../parts/icon";
import { t } from "../state/settings";
import type { ViewName } from "../state/route-address";
import { ROLES, type Role } from "../wire/http";
import { words as classWords } from "./class-grid/words";
import { ClassGrid } from "./class-grid/class-grid";
import { BoardView } from "./board/board-view";
import { words as boardWords } from "./board/words";
import { DayView } from "./day/day-view";
import { words as dayWords } from "./day/words";
import { MarkingView } from "./marking/marking-view";
import { words as markingWords } from "./marking/words";
import { QuestionsView } from "./questions/questions-view";
import { words as questionsWords } from "./questions/words";
import { LoadView } from "./load/load-view";
import { words as loadWords } from "./load/words";
import { SchoolView } from "./school/school-view";
import { words as schoolWords } from "./school/words";
import { PensView } from "./pens/pens-view";
import { words as pensWords } from "./pens/words";
import { RosterView } from "./roster/roster-view";
import { words as rosterWords } from "./roster/words";
import { SheetView, sheetKeys } from "./sheet/sheet-view";
import { sheetWords } from "./sheet/words";
import { WallView, wallKeys } from "./wall/wall-view";
import { wallWords } from "./wall/words";

export interface MainView {
  readonly name: ViewName;
  readonly icon: IconName;
  /** Two or three characters beside the icon, in the language of the moment. */
  readonly label: () => string;
  readonly keys: () => readonly KeyRow[];
  /** Who has it: any of these roles; the daemon refuses the others. */
  readonly roles: readonly Role[];
  /** `path`: what the address says after the view's name. */
  readonly show: (path: readonly string[]) => JSX.Element;
}

const EVERYBODY = ROLES;
const OF_CLASS: readonly Role[] = ["teacher", "grade-head", "head"];
const OF_SCHOOL: readonly Role[] = ["grade-head", "head"];

export const MAIN_VIEWS: readonly MainView[] = [
  {
    name: "class",
    roles: EVERYBODY,
    icon: "seats",
    label: () => t.value.viewClass,
    keys: () => [
      [["←", "→", "↑", "↓"], t.value.keyArrows],
      [["Enter"], t.value.keyEnter],
      [["F", "G"], classWords.value.keyFilter],
      [["S"], classWords.value.keySort],
      [["/"], classWords.value.find],
      [["X"], classWords.value.keyHand],
      [["A"], classWords.value.keyArrange],
      [["O"], classWords.value.keyAssignments],
    ],
    show: () => <ClassGrid />,
  },
  {
    name: "day",
    roles: OF_CLASS,
    icon: "sun",
    label: () => dayWords.value.view,
    keys: () => [[["R"], dayWords.value.keyRefresh]],
    show: () => <DayView />,
  },
  {
    name: "board",
    roles: OF_CLASS,
    icon: "notice",
    label: () => boardWords.value.view,
    keys: () => [[[",", "."], boardWords.value.keyDays]],
    show: () => <BoardView />,
  },
  {
    name: "marking",
    roles: OF_CLASS,
    icon: "check",
    label: () => markingWords.value.view,
    keys: () => [
      [["V", "X", "B", "N"], markingWords.value.keyVerdicts],
      [["0", "…", "9"], markingWords.value.keyPoints],
      [["Enter"], markingWords.value.keyAccept],
      [["↑", "↓"], markingWords.value.keyMove],
      [["←", "→"], markingWords.value.keyOne],
      [["."], markingWords.value.keyNext],
      [["U"], markingWords.value.keyUndo],
      [["⌫"], markingWords.value.keyNone],
      [["A"], markingWords.value.keyAbove],
      [["[", "]"], markingWords.value.keyQuestion],
      [["1", "2", "3"], markingWords.value.keyLevel],
    ],
    show: (path) => <MarkingView path={path} />,
  },
  {
    name: "questions",
    roles: OF_CLASS,
    icon: "table",
    label: () => questionsWords.value.view,
    keys: () => [
      [["↑", "↓"], questionsWords.value.keyMove],
      [["G"], questionsWords.value.heat],
      [["M"], questionsWords.value.keyMark],
    ],
    show: (path) => <QuestionsView path={path} />,
  },
  {
    name: "pens",
    roles: EVERYBODY,
    icon: "pen",
    label: () => pensWords.value.view,
    keys: () => [
      [["/"], pensWords.value.keyFilter],
      [["P"], pensWords.value.keyPair],
    ],
    show: () => <PensView />,
  },
  {
    name: "roster",
    roles: EVERYBODY,
    icon: "list",
    label: () => rosterWords.value.view,
    keys: () => [],
    show: () => <RosterView />,
  },
  {
    name: "wall",
    roles: OF_CLASS,
    icon: "board",
    label: () => wallWords.value.rail,
    keys: wallKeys,
    show: (path) => <WallView path={path} />,
  },
  {
    name: "sheet",
    roles: OF_CLASS,
    icon: "pen",
    label: () => sheetWords.value.rail,
    keys: sheetKeys,
    show: () => <SheetView />,
  },
  {
    name: "load",
    roles: OF_CLASS,
    icon: "table",
    label: () => loadWords.value.view,
    keys: () => [[["[", "]"], loadWords.value.keyEarlier]],
    show: () => <LoadView />,
  },
  {
    name: "school",
    roles: OF_SCHOOL,
    icon: "board",
    label: () => schoolWords.value.view,
    keys: () => [[["[", "]"], schoolWords.value.keyEarlier]],
    show: () => <SchoolView />,
  },
];

export function viewsOf(roles: readonly Role[]): readonly MainView[] {
  return MAIN_VIEWS.filter((view) => view.roles.some((role) => roles.includes(role)));
}
