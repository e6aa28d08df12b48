/* SPDX-License-Identifier: MIT */
/* Which view, by who is there and where the address points. */
import { KeyHelp, toggleKeyHelp } from "./parts/key-help";
import { useKeys } from "./parts/keys";
import { Problems } from "./parts/problems";
import { Veil } from "./parts/veil";
import { classState, enter, hideNames, session } from "./state/console";
import { route } from "./state/route";
import { routeHash } from "./state/route-address";
import { nextTheme, otherLanguage, t } from "./state/settings";
import { ClassGrid } from "./views/class-grid/class-grid";
import { Login } from "./views/login/login";
import { PageView } from "./views/page/page-view";

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
  const now = route.value;
  if (now.view === "class") return <ClassGrid />;
  // Another page is another view: nothing of the last pupil's may linger.
  return <PageView key={routeHash(now)} seat={now.seat} copy={now.copy} />;
}

function toggleNames(): void {
  const now = classState.peek();
  if (now) hideNames(!now.class.hide_names);
}

export function App() {
  useKeys({ h: toggleNames, l: otherLanguage, t: nextTheme, "?": toggleKeyHelp });
  return (
    <>
      <View />
      <Veil />
      <KeyHelp />
      <Problems />
    </>
  );
}
