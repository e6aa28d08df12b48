/* SPDX-License-Identifier: MIT */
/* The door: a sheet of paper with two lines to fill in, and plain words when it stays shut. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { SettingsButtons } from "../../parts/settings-buttons";
import { enter } from "../../state/console";
import { t } from "../../state/settings";
import { logIn, type LoginOutcome } from "../../wire/http";

type Trouble = Exclude<LoginOutcome, { type: "in" }> | { readonly type: "empty" };

function troubleWords(trouble: Trouble): string {
  const words = t.value;
  switch (trouble.type) {
    case "wrong":
      return words.loginWrong;
    case "wait":
      return words.loginWait(trouble.seconds);
    case "unreachable":
      return words.loginUnreachable;
    case "empty":
      return words.loginEmpty;
  }
}

/** Counts a "please wait" down, so that nobody has to guess when to try again. */
function useCountdown(trouble: { value: Trouble | null }): void {
  useEffect(() => {
    const timer = setInterval(() => {
      const now = trouble.value;
      if (now?.type !== "wait") return;
      trouble.value = now.seconds > 1 ? { type: "wait", seconds: now.seconds - 1 } : null;
    }, 1000);
    return () => clearInterval(timer);
  }, []);
}

export function Login() {
  const words = t.value;
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const busy = useSignal(false);
  const trouble = useSignal<Trouble | null>(null);
  useCountdown(trouble);
  useEffect(() => name.current?.focus(), []);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy.value) return;
    if (!name.current!.value || !password.current!.value) {
      trouble.value = { type: "empty" };
      return;
    }
    busy.value = true;
    const outcome = await logIn(name.current!.value, password.current!.value);
    if (outcome.type === "in") {
      await enter();
    } else {
      trouble.value = outcome;
      password.current?.select();
    }
    busy.value = false;
  };

  return (
    <div class="login">
      <div class="login-settings">
        <SettingsButtons />
      </div>
      <main class="login-sheet">
        <div class="login-title">
          <h1>{words.product}</h1>
          <p>{words.productLine}</p>
        </div>
        <form onSubmit={(event) => void submit(event)} aria-label={words.loginTitle} noValidate>
          <label for="name">{words.loginName}</label>
          <input ref={name} id="name" name="name" autocomplete="username" autocapitalize="none" spellcheck={false} />
          <label for="password">{words.loginPassword}</label>
          <input ref={password} id="password" name="password" type="password" autocomplete="current-password" />
          <p class="login-trouble" role="alert">
            {trouble.value && troubleWords(trouble.value)}
          </p>
          <button type="submit" class="main-button" disabled={busy.value || trouble.value?.type === "wait"}>
            {busy.value ? words.loginBusy : words.loginButton}
          </button>
        </form>
      </main>
    </div>
  );
}
