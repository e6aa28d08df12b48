/* SPDX-License-Identifier: MIT */
/* The beginning: settings, address, session, and the one root. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app";
import { inkColours } from "./parts/ink-colours";
import { enter, hurryWhenUseful } from "./state/console";
import { keepOutbox } from "./state/outbox";
import { followAddress } from "./state/route";
import { applySettings } from "./state/settings";

applySettings();
effect(() => void inkColours.value);
followAddress();
hurryWhenUseful();
keepOutbox();
render(<App />, document.body);
void enter();
