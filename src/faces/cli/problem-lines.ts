import type { Problem } from "../../core/problem.ts";
import { count } from "../../views/words.ts";
import { styled, type Line } from "./text/line.ts";

/** So many problems are told in full; the others are counted. */
const most = 20;

const linesOf = ({ file, line, message, found, expected, example }: Problem): Line[] => {
  const details = Object.entries({ found, expected, example });
  return [
    [styled("! ", "bad"), `${file}:${line}  ${message}`],
    ...details.flatMap(([name, text]): Line[] =>
      text === undefined ? [] : [[styled(`    ${name}: ${text}`, "dim")]],
    ),
  ];
};

/** Problems for people, below an empty line; nothing where there are none. */
export const problemLines = (problems: readonly Problem[]): Line[] => {
  if (problems.length === 0) return [];
  const more = problems.length - most;
  return [
    "",
    [styled(`${count(problems.length, "problem")}:`, "bad")],
    ...problems.slice(0, most).flatMap(linesOf),
    ...(more > 0 ? [`… and ${more} more: traffic ls --json | jq .problems`] : []),
  ];
};
