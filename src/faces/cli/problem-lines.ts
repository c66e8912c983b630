import type { Problem } from "../../core/problem.ts";
import { count } from "../../views/words.ts";
import { styled, type Line } from "./text/line.ts";

/** So many problems are told in full; the others are counted. */
const most = 20;

const detailsOf = ({ found, expected, example }: Problem): Line[] =>
  Object.entries({ found, expected, example }).flatMap(([name, text]): Line[] =>
    text === undefined ? [] : [[styled(`    ${name}: ${text}`, "dim")]],
  );

/** What mends several alike is told once, below all of them. */
const linesOf = (alike: readonly Problem[]): Line[] => [
  ...alike.map(({ file, line, message }): Line => [styled("! ", "bad"), `${file}:${line}  ${message}`]),
  ...alike.slice(0, 1).flatMap(detailsOf),
];

/** Problems for people, below an empty line; nothing where there are none. */
export const problemLines = (problems: readonly Problem[]): Line[] => {
  if (problems.length === 0) return [];
  const more = problems.length - most;
  const groups = Map.groupBy(problems.slice(0, most), (one) => JSON.stringify(detailsOf(one)));
  return [
    "",
    [styled(`${count(problems.length, "problem")}:`, "bad")],
    ...[...groups.values()].flatMap(linesOf),
    ...(more > 0 ? [`… and ${more} more: traffic ls --json | jq .problems`] : []),
  ];
};
