import { agentNamed } from "../agent.ts";
import type { Attempt } from "../attempt.ts";
import type { Rest } from "../record.ts";
import { leftOn } from "../spending.ts";
import type { State } from "../state.ts";
import type { Task } from "../task.ts";
import type { Unit } from "./amounts.ts";
import { usedUpBy } from "./book.ts";
import { limitOf } from "./bounds.ts";

/** A limit, and what it is called where it is written. */
type Written = { readonly sum: number | undefined; readonly name: string };

const keys: Readonly<Record<Unit, "usd" | "tokens" | "minutes">> = {
  microUsd: "usd",
  tokens: "tokens",
  ms: "minutes",
};

const scale: Readonly<Record<Unit, number>> = { microUsd: 1e6, tokens: 1, ms: 60_000 };

/** All that limits one thing of an attempt by what its task, its agent and the settings say. */
const writtenOf = (state: State, task: Task, agentName: string): ((unit: Unit) => readonly Written[]) => {
  const { config, agents } = state.fleet;
  const agent = agentNamed(agents, agentName);
  const left = leftOn(state, task);
  const scaled = (unit: Unit, sum: number | undefined): number | undefined =>
    sum === undefined ? undefined : sum * scale[unit];
  return (unit) => {
    const key = keys[unit];
    const own = `\`budget: { ${key}: … }\` in ${task.file}`;
    // A task's own dollars are for all its attempts, and go before the cap; its tokens and minutes are for each.
    const ofTask = unit === "microUsd" ? undefined : scaled(unit, task.budget[key]);
    const inAll = unit === "microUsd" ? own : `\`budgets.task.${key}\` in traffic.yaml`;
    const usual = unit === "ms" && ofTask === undefined ? scaled(unit, config.minutes) : undefined;
    return [
      { sum: ofTask, name: own },
      { sum: left[unit], name: inAll },
      { sum: scaled(unit, agent?.[key]), name: `\`budget: { ${key}: … }\` in ${agent?.file ?? agentName}` },
      { sum: usual, name: "`minutes` in traffic.yaml" },
    ];
  };
};

/** Which of its limits an attempt has used up: its time, or of the others the one of which it has used more. */
const usedUp = (state: State, attempt: Attempt, now: number): Unit => {
  const { worked = 0, since } = attempt;
  const { microUsd, tokens } = usedUpBy(state.fleet.config, attempt);
  const limit = limitOf(attempt);
  if (worked + now - since >= (limit.ms ?? Infinity)) return "ms";
  const shareOf = (used: number, most: number | undefined): number =>
    most === undefined ? -1 : used / Math.max(1, most);
  return shareOf(tokens, limit.tokens) > shareOf(microUsd, limit.microUsd) ? "tokens" : "microUsd";
};

/** What a person raises for an attempt whose own budget is used up: the lowest of all that limits it. */
const lowestOf = (state: State, attempt: Attempt, now: number): string | undefined => {
  const task = state.tasks.get(attempt.task);
  if (task === undefined) return undefined;
  const unit = usedUp(state, attempt, now);
  const known = writtenOf(
    state,
    task,
    attempt.spec.agent,
  )(unit).flatMap(({ sum, name }) => (sum === undefined ? [] : [{ sum, name }]));
  return known.toSorted((a, b) => a.sum - b.sum)[0]?.name;
};

/** To ask for another try of what a limit stopped helps only once that is raised: so the answer names it. */
export const raisedFirst = (
  state: State,
  attempt: Attempt,
  { rest, now }: { readonly rest: Rest; readonly now: number },
): Rest => {
  if (rest.kind !== "person" || rest.failure?.kind !== "budget") return rest;
  const name = lowestOf(state, attempt, now);
  const { what, answer } = rest.ask;
  return name === undefined ? rest : { ...rest, ask: { what, answer: `raise ${name}, then ${answer}` } };
};
