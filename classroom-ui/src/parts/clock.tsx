/* SPDX-License-Identifier: MIT */
/* The time of day by the daemon's clock, so that it agrees with every time shown beside ink. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { clockOffsetMs } from "../state/console";
import { clockMinutes } from "../state/format";

export function Clock() {
  const text = useSignal(clockMinutes(Date.now() + clockOffsetMs.value));
  useEffect(() => {
    const tick = () => (text.value = clockMinutes(Date.now() + clockOffsetMs.value));
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, []);
  return <time class="clock">{text}</time>;
}
