import type { Config } from "../config.ts";
import { microUsd } from "../prices.ts";
import type { Limit } from "./amounts.ts";

/** What of the work a budget is over. `task` is over each task by itself, with all its attempts. */
export type Over =
  | { readonly kind: "fleet" }
  | { readonly kind: "task" }
  | { readonly kind: "milestone" | "label" | "agent" | "model"; readonly name: string };

/** From when to when it is counted: in all, or from midnight to midnight, or from Monday to Monday. */
export type Per = "all" | "day" | "week";

/** The most that may be used of something. */
export type Budget = {
  readonly over: Over;
  readonly per: Per;
  readonly limit: Limit;
  /** The roadmap that states it; `traffic.yaml` where missing. */
  readonly file?: string;
};

/** The caps, which hold wherever nothing else is written. */
const capsOf = ({ caps }: Pick<Config, "caps">): readonly Budget[] => [
  { over: { kind: "fleet" }, per: "day", limit: { microUsd: microUsd(caps.dayUsd) } },
];

/** Every budget that is over more than one task. */
export const budgetsOf = (config: Pick<Config, "caps" | "budgets">): readonly Budget[] => [
  ...capsOf(config),
  ...config.budgets.filter(({ over }) => over.kind !== "task"),
];

/** What is used of a thing is added up under this name. */
export const overName = (over: Over): string =>
  over.kind === "fleet" || over.kind === "task" ? over.kind : `${over.kind} ${over.name}`;

/** A piece of work, by all that a budget may be over. */
export type Piece = {
  readonly agent: string;
  /** Missing where no model is paid. */
  readonly model?: string;
  readonly labels: readonly string[];
  readonly milestone?: string;
};

/** The names under which a piece of work is added up. */
export const namesOf = ({ agent, model, labels, milestone }: Piece): readonly string[] => [
  "fleet",
  `agent ${agent}`,
  ...(model === undefined ? [] : [`model ${model}`]),
  ...(milestone === undefined ? [] : [`milestone ${milestone}`]),
  ...labels.map((label) => `label ${label}`),
];

/** Whether a budget is over a piece of work. */
export const isOver = ({ over }: Budget, piece: Piece): boolean => {
  switch (over.kind) {
    case "fleet":
      return true;
    case "task":
      return false;
    case "milestone":
      return piece.milestone === over.name;
    case "label":
      return piece.labels.includes(over.name);
    case "agent":
      return piece.agent === over.name;
    case "model":
      return piece.model === over.name;
  }
};
