/* SPDX-License-Identifier: MIT */
/* The beginning: settings, address, session, and the one root. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app";
import { inkColours } from "./parts/ink-colours";
import { enter, hurryWhenUseful, session } from "./state/console";
import { keepOutbox } from "./state/outbox";
import { followAddress, route } from "./state/route";
import { applySettings } from "./state/settings";

applySettings();
effect(() => void inkColours.value);
followAddress();
hurryWhenUseful();
keepOutbox();
render(<App />, document.body);
// A projector's window follows the wall alone, until somebody goes elsewhere with it.
effect(() => {
  if (route.value.view !== "projector" && session.peek() === "unknown") void enter();
});
