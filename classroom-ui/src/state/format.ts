/* SPDX-License-Identifier: MIT */
/* Times as people read them. Pure; the same in both languages. */

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** 14:05:09 */
export function clockTime(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** 14:05 */
export function clockMinutes(ms: number): string {
  return clockTime(ms).slice(0, 5);
}

/** 11-26 */
export function dayOfYear(ms: number): string {
  const date = new Date(ms);
  return `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** 11-26 14:05 */
export function dayAndTime(ms: number): string {
  return `${dayOfYear(ms)} ${clockMinutes(ms)}`;
}

/** 3:07, 1:02:30 */
export function duration(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  if (hours > 0) return `${hours}:${two(minutes)}:${two(seconds % 60)}`;
  return `${minutes}:${two(seconds % 60)}`;
}

/** 12 345 as 12,345 */
export function count(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}
