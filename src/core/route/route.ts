import { pinned } from "../ladder.ts";
import { everyone, rungsOf, teamOf, type Paid } from "../rung.ts";
import type { State } from "../state.ts";
import type { Task } from "../task.ts";
import { candidatesOf } from "./candidates.ts";
import type { Choice } from "./choice.ts";
import { choose, type Answer, type Question } from "./choose.ts";
import { questionOf, type Case, type Moment } from "./question.ts";
import { answerText, nameOf } from "./words.ts";

/** Who works on a task next, and everything that this rests on. */
export type Route = {
  readonly rung: Paid;
  readonly choice: Choice;
  readonly question: Question;
  /** The candidates, as the question has them. */
  readonly paid: readonly Paid[];
  /** Missing where there was nothing to choose. */
  readonly answer?: Answer;
};

const isModelPinned = ({ model }: Pick<Task, "model">): boolean => pinned(model) !== undefined;

/** Whether a person has named the one agent that is to work on it. */
const isAgentPinned = ({ fleet }: State, { agent }: Task): boolean =>
  agent !== undefined && teamOf(fleet, agent) === undefined;

/** Whom outcomes would choose if the task's file named nobody; undefined where they would choose the same, or cannot. */
const overruled = (found: Case, named: Paid): string | undefined => {
  const { state, task } = found;
  if (!isModelPinned(task) && !isAgentPinned(state, task)) return undefined;
  const { model: _, ...open } = isAgentPinned(state, task) ? { ...task, agent: everyone } : task;
  const paid = candidatesOf(state, open);
  if (paid.length < 2) return undefined;
  const question = questionOf({ ...found, task: open }, paid);
  const answer = choose(question);
  const chosen = paid[answer.at];
  if (answer.by !== "outcomes" || chosen === undefined) return undefined;
  const isSame = chosen.model === named.model && chosen.agent.name === named.agent.name;
  return isSame ? undefined : nameOf(question.candidates, answer.at);
};

/** Why there is but one candidate. */
const onlyText = ({ state, task }: Case, { agent, model }: Paid): string => {
  if (isModelPinned(task)) return `${task.file} names the model ${model}`;
  return rungsOf(state, task).length > 1
    ? "the shell is on its ladder, so its order decides"
    : `${agent.name} works with ${model} alone`;
};

/** The choice among these; undefined where there are none. */
export const routeAmong = (found: Case, paid: readonly Paid[]): Route | undefined => {
  const [first] = paid;
  if (first === undefined) return undefined;
  const question = questionOf(found, paid);
  const { kind } = question;
  const insteadOf = (rung: Paid) => {
    const name = overruled(found, rung);
    return name === undefined ? {} : { insteadOf: name };
  };
  if (paid.length === 1) {
    const choice = { by: "pin", kind, why: onlyText(found, first), ...insteadOf(first) } as const;
    return { rung: first, choice, question, paid };
  }
  const answer = choose(question);
  const rung = paid[answer.at] ?? first;
  const why = answerText(answer, question.candidates, kind);
  const isNamed = isModelPinned(found.task);
  const by = isNamed ? "pin" : answer.by === "ladder" ? "ladder" : "outcomes";
  return {
    rung,
    choice: { by, kind, why: isNamed ? `${onlyText(found, rung)}; ${why}` : why, ...insteadOf(rung) },
    question,
    paid,
    answer,
  };
};

/**
 * Who works on a task next: whom a person named, whom the outcomes of attempts before it speak for, or while there are too
 * few of those, whom the ladder has next. Undefined where that is the shell, or nobody.
 */
export const routeOf = (state: State, task: Task, moment: Moment): Route | undefined =>
  routeAmong({ state, task, moment }, candidatesOf(state, task));
