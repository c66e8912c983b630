import type { Budget } from "./budget/budget.ts";
import type { MergeMethod } from "./handoff/seen.ts";

/** A command that judges work. `dir` is relative to the repository's root. */
export type Check = {
  readonly name: string;
  readonly run: string;
  readonly dir?: string;
  /** Limit of time awake. */
  readonly minutes: number;
  /** A repository's check that is red on the base as well rejects nothing; a task's own always must pass. */
  readonly own: "repository" | "task";
};

/** How a fresh worktree is made usable: run once per digest of the inputs, the outputs are copied in. */
export type Setup = {
  readonly run: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
};

/** How a terminal calls a person: not at all, by its bell, by a notification (OSC 9), or as it is known to understand. */
export const callings = ["auto", "bell", "osc9", "off"] as const;

/** Who decides that work may land: the checks it has passed, or a person who has looked at it beside them. */
export type Review = "checks" | "person";

/** `traffic.yaml`, with every default filled in. */
export type Config = {
  /** The branch that work lands on; missing means the branch checked out when the fleet first ran. */
  readonly target?: string;
  readonly folders: {
    readonly tasks: string;
    readonly roadmaps: string;
    readonly agents: string;
    readonly results: string;
  };
  /** `auto`: how many work at once follows from what the machine bears, up to `agents`. */
  readonly slots: { readonly agents: number; readonly verification: number; readonly auto?: true };
  /** While so many attempts wait for a person's review, no task is claimed; missing means no such limit. */
  readonly maxInReview?: number;
  readonly checks: readonly Check[];
  /** Globs of files that judge work: they may be added to; changing one rejects unless the task names it. */
  readonly judge: readonly string[];
  readonly setup?: Setup;
  /** Limit, in minutes awake, of an attempt whose task sets none. */
  readonly minutes: number;
  readonly commits: { readonly sign: boolean; readonly hooks: boolean };
  /** The most that is spent, in US dollars: on one task with all its attempts, and in one day from midnight to midnight. */
  readonly caps: { readonly taskUsd: number; readonly dayUsd: number };
  /** What may be used beside the caps: of the fleet, of each task, and of milestones, labels, agents and models. */
  readonly budgets: readonly Budget[];
  /** Whether what a subscription pays counts against limits in dollars by what it would have cost. */
  readonly countSubscriptions: boolean;
  /** Where midnight and Monday are: a name of the tz database; where the machine is if missing. */
  readonly timeZone?: string;
  /** Whether models whose price nobody here knows may be used: no cap in dollars holds for them. */
  readonly allowUnknownPrice: boolean;
  /** The models of agents that name none, cheapest first. */
  readonly models: readonly string[];
  /** Agents under one name, in the order in which a task that is rejected climbs them. */
  readonly teams: Readonly<Record<string, readonly string[]>>;
  /** How many turns one attempt may take. */
  readonly turns: number;
  /** Who decides that work may land where its task does not say. */
  readonly review: Review;
  /** How work reaches the target where its task does not say. */
  readonly handoff: "local" | "pr";
  readonly github: {
    /** The remote that pull requests are made at. */
    readonly remote: string;
    readonly merge: MergeMethod;
    /** Checks of a pull request that must be green before it is merged. */
    readonly checks: readonly string[];
    /** How often news is asked for while something waits for it. */
    readonly pollSeconds: number;
    /** Labelled issues, and a target that turns red there, become drafts here. */
    readonly proposals: boolean;
    /** Where GitHub's webhooks come in on this machine; missing where they do not. */
    readonly webhookPort?: number;
  };
  /** How a run in a terminal calls the person it waits for. */
  readonly notify: (typeof callings)[number];
  /** Names of environment variables that agents are given beside the few that everyone gets. */
  readonly env: { readonly agent: readonly string[] };
};

/** How a task's work reaches the target: as it says itself, else as the configuration does. */
export const handoffOf = (
  config: Config,
  { handoff }: { readonly handoff?: "local" | "pr" },
): "local" | "pr" => handoff ?? config.handoff;

/** Who decides that a task's work may land: as it says itself, else as the configuration does. */
export const reviewOf = (config: Config, { review }: { readonly review?: Review }): Review =>
  review ?? config.review;

export const defaultConfig: Config = {
  folders: { tasks: "tasks", roadmaps: "roadmaps", agents: "agents", results: "results" },
  slots: { agents: 4, verification: 1 },
  checks: [],
  judge: [
    "**/{test,tests,__tests__,spec}/**",
    "**/*{.,_}{test,spec}.*",
    "**/test_*.py",
    "**/conftest.py",
    "**/{vitest,jest,playwright,karma,ava}.config.*",
    "**/{pytest.ini,tox.ini,noxfile.py,Makefile,GNUmakefile,justfile}",
    "**/package.json",
    ".github/**",
    ".ci/**",
    ".gitlab-ci.yml",
    ".husky/**",
    "traffic.yaml",
  ],
  minutes: 60,
  commits: { sign: false, hooks: false },
  caps: { taskUsd: 3, dayUsd: 10 },
  budgets: [],
  countSubscriptions: false,
  allowUnknownPrice: false,
  models: ["claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5"],
  teams: {},
  turns: 100,
  review: "checks",
  handoff: "local",
  github: {
    remote: "origin",
    merge: "squash",
    checks: ["traffic verify"],
    pollSeconds: 15,
    proposals: false,
  },
  notify: "auto",
  env: { agent: [] },
};
