/* SPDX-License-Identifier: MIT */
/* A draft is given to the class: where it is done, how long it takes, and what the class's day says to that. */
import { signal, useSignal } from "@preact/signals";
import { Dialog } from "../../parts/dialog";
import { classState } from "../../state/console";
import type { Giving } from "../../wire/sheet";
import { busy, documentNow, giveDraft } from "./editor";
import { inWords, sheetWords } from "./words";

const shown = signal(false);
const PLACES = ["lesson", "service", "home"] as const;

export function openGiving(): void {
  shown.value = true;
}

function expectedMinutes(): number {
  const minutes = (documentNow.peek()?.questions ?? []).reduce((sum, { expected_minutes }) => sum + (typeof expected_minutes === "number" ? expected_minutes : 0), 0);
  return Math.ceil(minutes);
}

const hasPlaces = () => documentNow.value?.pages.some((page) => page.regions.some((region) => region.question !== undefined)) === true;

function Form() {
  const words = sheetWords.value;
  const place = useSignal<Giving["place"]>("lesson");
  const minutes = useSignal(expectedMinutes());
  const due = useSignal("");
  const reason = useSignal("");
  const needsReason = useSignal(false);
  const refused = useSignal("");
  const give = async (event: Event) => {
    event.preventDefault();
    if (!(minutes.value >= 0 && minutes.value <= 600)) {
      refused.value = words.badMinutes;
      return;
    }
    const answer = await giveDraft({ place: place.value, minutes: minutes.value, due: due.value, reason: reason.value.trim(), asks: false });
    if (!("code" in answer)) {
      shown.value = false;
      return;
    }
    needsReason.value ||= answer.code === "needs-reason";
    refused.value = inWords(answer);
  };
  return (
    <form class="sheet-form" onSubmit={(event) => void give(event)} noValidate>
      <p>{words.giveHelp(documentNow.value?.title ?? "", classState.value?.class.name ?? "")}</p>
      <div class="sheet-row">
        <label>
          {words.place}
          <select id="give-place" value={place.value} onChange={(event) => (place.value = event.currentTarget.value as Giving["place"])}>
            {PLACES.map((one) => (
              <option key={one} value={one}>
                {words.places[one]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.minutes}
          <input id="give-minutes" type="number" min="0" max="600" value={minutes.value} onInput={(event) => (minutes.value = event.currentTarget.valueAsNumber)} />
        </label>
        <label>
          {words.due}
          <input type="date" value={due.value} onInput={(event) => (due.value = event.currentTarget.value)} />
        </label>
        {needsReason.value && (
          <label>
            {words.reason}
            <input id="give-reason" maxLength={200} value={reason.value} onInput={(event) => (reason.value = event.currentTarget.value)} />
          </label>
        )}
      </div>
      {!hasPlaces() && <p class="sheet-warn">{words.noPlaces}</p>}
      {refused.value && <p class="sheet-said sheet-bad" role="alert">{refused.value}</p>}
      <button type="submit" class="main-button" id="give-now" disabled={busy.value !== ""}>
        {busy.value === "giving" ? words.giving : words.giveNow}
      </button>
    </form>
  );
}

export function GiveSheet() {
  return (
    <Dialog id="give-sheet-dialog" title={sheetWords.value.giveTitle} shown={shown} look="dialog dialog-wide">
      <Form />
    </Dialog>
  );
}
