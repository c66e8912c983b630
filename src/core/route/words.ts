import { enough, type Answer, type Seen } from "./choose.ts";
import type { TaskKind } from "./kind.ts";
import type { Waiting } from "./newcomer.ts";
import type { Candidate } from "./skill.ts";

const percent = (share: number): string => `${Math.round(100 * share)} %`;

const dollars = (usd: number): string => `$${usd < 0.1 ? usd.toFixed(3) : usd.toFixed(2)}`;

/** Who that is: the model, and whose where that is not one and the same for all. */
export const nameOf = (candidates: readonly Candidate[], at: number): string => {
  const { agent, model } = candidates[at] ?? { agent: "nobody", model: "" };
  return candidates.every((other) => other.agent === agent) ? model : `${agent} with ${model}`;
};

const fallText = ({ fall }: Seen, name: string): string[] =>
  fall === undefined
    ? []
    : [
        `${name} has become worse (${fall.proved} of its last ${fall.of} were proved, about ${Math.round(fall.expected)} would have been before), so only those count`,
      ];

const waitingText = ({ waiting }: { readonly waiting?: Waiting }): string[] =>
  waiting === undefined
    ? []
    : [`who was never tried (${waiting.count}) waits until ${waiting.until} outcomes are known`];

const basis = (
  { ofKind, ofAll }: { readonly ofKind: number; readonly ofAll: number },
  kind: TaskKind,
): string =>
  ofKind < enough
    ? `by ${ofAll} outcomes of all kinds, too little data on kind ${kind} alone (${ofKind})`
    : `by ${ofAll} outcomes, ${ofKind} of them of kind ${kind}`;

/** Why the answer is what it is, in one line. */
export const answerText = (answer: Answer, candidates: readonly Candidate[], kind: TaskKind): string => {
  if (answer.by === "ladder")
    return `too little data (${answer.ofAll} of ${enough} outcomes): the ladder decides`;
  const { at, seen } = answer;
  const falls = seen.flatMap((one, place) => fallText(one, nameOf(candidates, place)));
  const own = seen[at];
  const chance =
    own === undefined
      ? ""
      : ` is right about this with a chance of ${percent(own.right)} for ${dollars(own.usd)}`;
  if (answer.by === "nobody")
    return [
      `no further attempt is worth it: ${nameOf(candidates, at)}${chance}`,
      basis(answer, kind),
      ...falls,
    ].join("; ");
  const { plan, insteadOf, exceeds } = answer;
  const names = plan.order.map((place) => nameOf(candidates, place)).join(", then ");
  return [
    `${names}: expected to cost ${dollars(plan.usd)} with a chance of ${percent(plan.right)}`,
    basis(answer, kind),
    ...(insteadOf === undefined
      ? []
      : [
          `${nameOf(candidates, insteadOf)} looks better so far, and ${nameOf(candidates, at)} is tried to know it better`,
        ]),
    ...(exceeds === undefined
      ? []
      : ["nobody is expected to keep to what is left of budget and time: this one exceeds it least"]),
    ...waitingText(answer),
    ...falls,
  ].join("; ");
};
