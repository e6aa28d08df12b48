/* SPDX-License-Identifier: MIT */
/* Which view, by who is there and where the address points. */
import { ClassesDialog, showClasses } from "./parts/class-switch";
import { KeyHelp, keyHelpShown, pageKeys, toggleKeyHelp, type KeyGroup } from "./parts/key-help";
import { useKeys } from "./parts/keys";
import { NewerDaemon, OutboxList } from "./parts/outbox-list";
import { Problems } from "./parts/problems";
import { Rail } from "./parts/rail";
import { Veil } from "./parts/veil";
import { classState, enter, hideNames, session, teacher } from "./state/console";
import { route } from "./state/route";
import { routeHash } from "./state/route-address";
import { nextTheme, otherLanguage, t } from "./state/settings";
import { Tour } from "./tour/tour";
import { Login } from "./views/login/login";
import { Projector } from "./views/projector/projector";
import { PageView } from "./views/page/page-view";
import { toggleBlank } from "./views/wall/wall-actions";
import { wallWords } from "./views/wall/words";
import { viewsOf, type MainView } from "./views/views";

/** Those that the account may see. */
function views(): readonly MainView[] {
  return viewsOf(teacher.value?.roles ?? []);
}

function Unreachable() {
  return (
    <div class="nothing nothing-page">
      <h1>{t.value.unreachableTitle}</h1>
      <p>{t.value.unreachableHelp}</p>
      <button type="button" class="main-button" onClick={() => void enter()}>
        {t.value.retry}
      </button>
    </div>
  );
}

function View() {
  const now = route.value;
  // A projector is no console: it needs no login of its own and learns nothing of the class.
  if (now.view === "projector") return <Projector token={now.path[0] ?? null} />;
  switch (session.value) {
    case "unknown":
      return null;
    case "nobody":
      return <Login />;
    case "unreachable":
      return <Unreachable />;
    default:
      break;
  }
  if (!classState.value) return <div class="nothing nothing-page">{t.value.opening}</div>;
  return (
    <div class="frame">
      <Rail items={views()} here={route.value.view === "page" ? "class" : route.value.view} />
      <Shown key={route.value.view === "sheet" ? "sheet" : classState.value.class.id} />
      <Tour views={views().map((view) => view.name)} />
    </div>
  );
}

function Shown() {
  const now = route.value;
  // Another page is another view: nothing of the last pupil's may linger.
  if (now.view === "page") return <PageView key={routeHash(now)} seat={now.seat} copy={now.copy} />;
  return views().find((view) => view.name === now.view)?.show(now.path) ?? null;
}

/** Of the view that is shown; asked for only while somebody looks. */
function keysHere(): readonly KeyGroup[] {
  const now = route.value;
  if (!keyHelpShown.value) return [];
  const here: KeyGroup[] = now.view === "page" ? [pageKeys()] : views().filter((view) => view.name === now.view).map((view) => [view.label(), view.keys()]);
  return [...here, [wallWords.value.rail, [[["Shift", "B"], wallWords.value.keyBlank]]]];
}

/** The class sees nothing: said wherever the teacher is. */
function Blanked() {
  if (!classState.value?.wall.blank || route.value.view === "projector") return null;
  return (
    <p class="blanked" role="status">
      {wallWords.value.isBlank} <kbd>Shift</kbd> <kbd>B</kbd>
    </p>
  );
}

function toggleNames(): void {
  const now = classState.peek();
  if (now) hideNames(!now.class.hide_names);
}

function switchClass(): void {
  if (classState.peek()) showClasses();
}

export function App() {
  useKeys({ "Shift+b": toggleBlank, c: switchClass, h: toggleNames, l: otherLanguage, t: nextTheme, "?": toggleKeyHelp });
  return (
    <>
      <View />
      <Veil />
      <Blanked />
      <KeyHelp groups={keysHere()} />
      <Problems />
      <ClassesDialog />
      <OutboxList />
      <NewerDaemon />
    </>
  );
}
