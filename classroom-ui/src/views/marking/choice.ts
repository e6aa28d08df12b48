/* SPDX-License-Identifier: MIT */
/*
 * What the next key is about. By who it is, never by place: while pupils write on, groups grow, shrink and go. What is
 * not there any more leaves nothing chosen. Pure.
 */
import type { Group, Member } from "./groups";
import type { Said } from "./marking-actions";

export interface Chosen {
  /** Of the group; "": nothing was chosen yet. */
  readonly key: string;
  /** Of one pupil in it; null: all. */
  readonly seat: number | null;
}

export const NOTHING: Chosen = { key: "", seat: null };

export interface Choice {
  readonly group: Group | null;
  readonly member: Member | null;
  /** Of the member in the group; -1: all. */
  readonly at: number;
}

export function choiceOf(groups: readonly Group[], { key, seat }: Chosen): Choice {
  const group = groups.find((one) => one.key === key) ?? null;
  const at = group && seat !== null ? group.members.findIndex((one) => one.seat === seat) : -1;
  const member = group?.members[at] ?? null;
  return { group: seat === null || member ? group : null, member, at };
}

export function chooseFirst(groups: readonly Group[]): Chosen {
  const first = groups.find((one) => one.nOpen > 0) ?? groups[0];
  return first ? { key: first.key, seat: null } : NOTHING;
}

/** The key of the next group with something to mark; the same one when there is none. */
export function nextOpen(groups: readonly Group[], key: string): string {
  const from = groups.findIndex((group) => group.key === key);
  for (let i = 1; i <= groups.length; i++) {
    const group = groups[(from + i) % groups.length]!;
    if (group.nOpen > 0 && group.key !== key) return group.key;
  }
  return key;
}

/** No stray key marks a group anew that is marked all through, or takes its marks away: it has to be said twice. */
export function needsAsking(group: Group, member: Member | null, said: Said, asked: Said | null): boolean {
  const meant = said.verdict === "none" ? group.nOpen < group.members.length : group.nOpen === 0;
  if (member || !meant) return false;
  return asked?.verdict !== said.verdict || asked.points !== said.points || asked.comment !== said.comment;
}
