import { strainOf } from "./budget/admission.ts";
import { lowered } from "./budget/lower.ts";
import type { Event } from "./event.ts";
import type { Input } from "./input.ts";
import { judgeIntent } from "./judge-intent.ts";
import { judgeRecordReport, judgeReport } from "./judge-report.ts";
import { judgeTarget } from "./judge-target.ts";
import { judgeTallies } from "./judge-tallies.ts";
import { judgeTasks } from "./judge-tasks.ts";
import { isOfGithub, judgeGithub } from "./handover.ts";
import { isSame } from "./same.ts";
import type { State } from "./state.ts";

/** A day begins once: a clock that goes back gives no money back. */
const judgeDay = (state: State, { from, until, week }: Extract<Input, { kind: "day" }>): Event[] => {
  const { day, week: known } = state.fleet;
  // A journal may be older than weeks.
  const isNew = from > (day?.from ?? -Infinity) || (known === undefined && week !== undefined);
  return isNew ? [{ kind: "day.began", from, until, ...(week === undefined ? {} : { week }) }] : [];
};

/** Only where how many work follows from what the machine bears. */
const judgeVitals = (
  { fleet: { config, strain: before } }: State,
  { vitals }: Extract<Input, { kind: "machine" }>,
): Event[] => {
  const strain = config.slots.auto === true ? strainOf(vitals, before) : undefined;
  if (strain === before) return [];
  return [strain === undefined ? { kind: "machine.strained" } : { kind: "machine.strained", strain }];
};

const judgePayers = (state: State, { unpaid }: Extract<Input, { kind: "payers" }>): Event[] =>
  isSame(state.fleet.unpaid ?? [], unpaid) && Object.keys(state.fleet.outages ?? {}).length === 0
    ? []
    : [{ kind: "payers.changed", unpaid }];

/** What those who are at work may use once the fleet is another. */
const loweredBy = (before: State, fleet: Partial<State["fleet"]>, now: number): Event[] =>
  lowered({ before, after: { ...before, fleet: { ...before.fleet, ...fleet } }, now });

const judgeAgents = (state: State, { agents }: Extract<Input, { kind: "agents" }>, now: number): Event[] =>
  isSame(state.fleet.agents, agents)
    ? []
    : [{ kind: "agents.changed", agents }, ...loweredBy(state, { agents }, now)];

const judgeConfig = (state: State, { config }: Extract<Input, { kind: "config" }>, now: number): Event[] =>
  isSame(state.fleet.config, config)
    ? []
    : [{ kind: "config.changed", config }, ...loweredBy(state, { config }, now)];

type OfMachine = Extract<Input, { kind: "day" | "machine" | "payers" | "gap" }>;

/** What the machine tells of its clock, of itself, and of what is there to work with. */
const isOfMachine = (input: Input): input is OfMachine =>
  input.kind === "day" || input.kind === "machine" || input.kind === "payers" || input.kind === "gap";

const judgeMachine = (state: State, input: OfMachine): Event[] => {
  if (input.kind === "day") return judgeDay(state, input);
  if (input.kind === "payers") return judgePayers(state, input);
  return input.kind === "machine" ? judgeVitals(state, input) : [{ kind: "clock.gap", gap: input.gap }];
};

/** What an input means: the events it brings about, none where it is stale, repeated or says nothing new. */
export const judge = (state: State, input: Input, now: number): Event[] => {
  if (isOfGithub(input)) return judgeGithub(state, input);
  if (isOfMachine(input)) return judgeMachine(state, input);
  switch (input.kind) {
    case "tasks":
      return judgeTasks(state, input, now);
    case "agents":
      return judgeAgents(state, input, now);
    case "config":
      return judgeConfig(state, input, now);
    case "target":
      return judgeTarget(state, input);
    case "tallies":
      return judgeTallies(state, input);
    case "intent":
      return judgeIntent(state, input.intent, now);
    case "report":
      return judgeReport(state, input.report, now);
    case "record_report":
      return judgeRecordReport(state, input.report, now);
  }
};
