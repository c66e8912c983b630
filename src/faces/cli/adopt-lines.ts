import type { Stray, Transcript } from "../../core/stray.ts";
import type { Adoptable } from "../../views/adoptable.ts";
import { duration } from "../../views/duration.ts";
import { count, list } from "../../views/words.ts";
import { fit, styled, type Line } from "./text/line.ts";

type Seen = { readonly target: string; readonly now: number; readonly width: number };

const size = ({ ahead, diff: { files, added, removed }, dirty, operation }: Stray): string =>
  [
    ...(ahead === 0 ? [] : [`${count(ahead, "commit")}, ${count(files, "file")} +${added} -${removed}`]),
    ...(dirty === 0 ? [] : [count(dirty, "uncommitted file")]),
    ...(operation === undefined ? [] : [`${operation} under way`]),
  ].join(", ");

const standing = ({ behind, conflicts, adoptedBy }: Stray, target: string): string[] => [
  ...(adoptedBy === undefined ? [] : [`adopted as ${adoptedBy}`]),
  ...(conflicts.length === 0 ? [] : [`conflicts with ${target} in ${list(conflicts, 3)}`]),
  ...(behind === 0 ? [] : [`${behind} behind`]),
];

const talk = ({ agent, last }: Transcript): string[] =>
  last === undefined ? [] : [`${agent}, asked last: ${last.replaceAll(/\s+/g, " ")}`];

const linesOf = ({ name, title, stray, transcripts, at }: Adoptable, n: number, seen: Seen): Line[] => {
  const number = `${n}`.padStart(2);
  const what = stray === undefined ? "a conversation without work of its own" : size(stray);
  const place = stray?.path !== undefined && stray.branch !== undefined ? [`in ${stray.path}`] : [];
  const facts = [
    `${duration(seen.now - at)} ago`,
    ...(stray === undefined ? [] : standing(stray, seen.target)),
    ...place,
  ];
  const details = [title, facts.join("; "), ...transcripts.slice(0, 1).flatMap(talk)];
  return [
    [`${number}  `, styled(name, "strong"), `  ${what}`],
    ...details.map((text): Line => [styled(`    ${text}`, "dim")]),
  ].map((line) => fit(line, seen.width));
};

/** What lies about, for people. */
export const adoptableLines = (
  { found, more }: { readonly found: readonly Adoptable[]; readonly more: number },
  seen: Seen,
): Line[] => {
  const [first] = found;
  if (first === undefined)
    return [`Nothing lies about: no branch, worktree or conversation that ${seen.target} does not hold.`];
  return [
    ...found.flatMap((one, at) => linesOf(one, at + 1, seen)),
    ...(more === 0 ? [] : [`… and ${more} more, older`]),
    "",
    "Nothing was changed. See what task one of them would become: traffic adopt 1",
  ];
};
