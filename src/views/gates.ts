import { startNow } from "../core/claim.ts";
import { congestionOf, freeAgentSlot, gateOf } from "../core/slots.ts";
import { leaves } from "../core/reach.ts";
import { agentOf } from "../core/rung.ts";
import { unblocks } from "../core/standing.ts";
import { heldSlot, type Attempt } from "../core/attempt.ts";
import type { State } from "../core/state.ts";
import type { Task } from "../core/task.ts";
import { crowdOf } from "../core/budget/admission.ts";
import { congestionText, crowdText } from "./congestion.ts";
import { situationOf } from "./phase.ts";
import { reachReason } from "./reach.ts";
import { dayLine, gateText } from "./money.ts";
import { dayOf, moneyFault, moneyGate, paidRungOf, purseOf } from "../core/spending.ts";
import { count, list, who } from "./words.ts";

/** One thing that could keep a task from starting, and whether it does. */
export type Gate = {
  readonly name:
    | "status"
    | "hold"
    | "landing"
    | "definition"
    | "dependencies"
    | "pause"
    | "target"
    | "slots"
    | "review"
    | "verification"
    | "agent"
    | "machine"
    | "github"
    | "money"
    | "service";
  readonly open: boolean;
  readonly text: string;
};

const gate = (name: Gate["name"], open: boolean, text: string): Gate => ({ name, open, text });

const dependencies = (state: State, task: Task): Gate => {
  const left = task.dependsOn.filter((id) => !unblocks(state, id));
  const words = task.dependsOn.map((id) => {
    const parent = state.tasks.get(id);
    return `${id} is ${parent === undefined ? "unknown" : situationOf(state, parent).phase}`;
  });
  const text = words.length === 0 ? "it depends on nothing" : list(words, 12);
  return gate("dependencies", left.length === 0, text);
};

const inWorktree = ({ step }: Attempt): boolean => heldSlot(step).slot !== undefined;

const holderText = ({ key, step }: Attempt): string =>
  step.phase === "taken" ? `${key} (${who(step.by)})` : key;

const slots = (state: State): Gate => {
  const total = state.fleet.config.slots.agents;
  const holders = [...state.attempts.values()].filter(inWorktree).map(holderText);
  const by = holders.length === 0 ? "" : `: ${list(holders)}`;
  return gate(
    "slots",
    freeAgentSlot(state) !== undefined,
    `${holders.length} of ${count(total, "agent slot")} taken${by}`,
  );
};

/** What was claimed before has to go on before anything new is. */
const congestion = (state: State): Gate[] => {
  const { maxInReview } = state.fleet.config;
  const found = congestionOf(state);
  const text = found === undefined ? "" : congestionText(found);
  return [
    ...(maxInReview === undefined
      ? []
      : [
          found?.kind === "review"
            ? gate("review", false, text)
            : gate("review", true, `fewer wait for your review than max_in_review: ${maxInReview}`),
        ]),
    found?.kind === "verification"
      ? gate("verification", false, text)
      : gate("verification", true, "verification keeps up with the agents"),
    ...(found?.kind === "landing" ? [gate("landing", false, text)] : []),
  ];
};

/** Only where how many work follows from what the machine bears. */
const machine = (state: State, now: number): Gate[] => {
  if (state.fleet.config.slots.auto !== true) return [];
  const crowd = crowdOf(state, now);
  return [gate("machine", crowd === undefined, crowd ? crowdText(crowd) : "the machine bears more agents")];
};

/** Only where its work is to leave by pull request. */
const github = (state: State, task: Task, now: number): Gate[] => {
  if (!leaves(state, task)) return [];
  const found = reachReason(state, now);
  return [gate("github", found === undefined, found ?? "GitHub lets us in")];
};

const sharing = (state: State, task: Task, now: number): Gate => {
  const start = startNow(state, task, now);
  const agent = start.kind === "unpaid" ? agentOf(state, task) : start.route.rung.agent.name;
  const found = gateOf(state, { agent, touches: task.touches });
  const limit = state.fleet.agents.find(({ name }) => name === agent)?.slots;
  if (found?.kind === "files")
    return gate("agent", false, `the files it may change are held by ${found.holder}`);
  if (found?.kind === "agent")
    return gate("agent", false, `${agent} works on ${found.used} already, its limit`);
  const most = limit === undefined ? "has no limit of its own" : `may work on ${limit} at once`;
  return gate("agent", true, `nobody holds its files; ${agent} ${most}`);
};

const definition = (state: State, task: Task): Gate => {
  const { standing } = situationOf(state, task);
  const broken = standing.kind === "broken";
  return gate("definition", !broken, broken ? standing.why : "what is written makes sense");
};

const money = (state: State, task: Task, now: number): Gate[] => {
  const fault = moneyFault(state, task);
  if (fault !== undefined) return [gate("money", false, fault.what)];
  const found = moneyGate(state, task, purseOf(state, now));
  if (found === undefined && paidRungOf(state, task) === undefined) return [];
  if (found === undefined) return [gate("money", true, dayLine(dayOf(state, now)))];
  const name = found.kind === "agreement" || found.kind === "budget" ? "money" : "service";
  return [gate(name, false, gateText(state, found, now))];
};

const statusText = ({ status }: Task, reopened: boolean): string =>
  reopened && status !== "todo"
    ? `to be tried again, as a person said; its file still says ${status}`
    : `its file says ${status}`;

/** Everything that must be open for a task to start, in the order in which it is looked at. */
export const gatesOf = (state: State, task: Task, now: number): Gate[] => {
  const { paused, target } = state.fleet;
  const reopened = state.records.get(task.id)?.reopened === true;
  const wanted = task.status === "todo" || reopened;
  return [
    gate("status", wanted, statusText(task, reopened)),
    gate("hold", !task.hold, task.hold ? "its file holds it" : "not held"),
    definition(state, task),
    dependencies(state, task),
    gate("pause", !paused, paused ? "the fleet is paused: traffic resume" : "the fleet is not paused"),
    gate(
      "target",
      target !== undefined,
      target === undefined ? "the fleet has not run here yet: traffic run" : `lands on ${target.branch}`,
    ),
    slots(state),
    ...congestion(state),
    ...machine(state, now),
    ...github(state, task, now),
    sharing(state, task, now),
    ...money(state, task, now),
  ];
};
