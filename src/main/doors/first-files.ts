import type { Config } from "../../core/config.ts";
import type { Trial } from "../../faces/doors/house.ts";
import { printFirstConfig } from "../../store/first-config.ts";
import { duration } from "../../views/duration.ts";
import { short } from "../../views/words.ts";
import type { Look } from "./look.ts";

/** A file of a first set-up. */
export type FirstFile = { readonly path: string; readonly text: string };

const hello = `---
title: Say hello
status: draft # until: traffic release say-hello
command: echo hello > hello.txt
verify:
  - grep -q hello hello.txt
---

A task is a file. This one is worked on by the shell: its \`command\` runs in a worktree of its own, its \`verify\` must
pass on the result, and then it lands on the target branch.

## Acceptance criteria

- [ ] hello.txt says hello
`;

const smokeFor = (agent: string): string => `---
title: Write a smoke check
status: draft # until: traffic release write-a-smoke-check (it is paid work, and asks before it begins)
agent: ${agent}
---

This repository has no automatic tests, so nothing can prove work here, and all of it waits for a person. Write one small
check that fails when the program does not start or its main function is broken, that needs no network and takes less than
a minute. Say in the README how it is run.

When it has landed, name its command under \`checks\` in traffic.yaml.

## Acceptance criteria

- [ ] One command runs the check; it ends with 0 when all is well and with something else when not
- [ ] Breaking the main function on purpose makes it fail
- [ ] The README names the command
`;

/** The first task: a check where the repository has none, for an agent that is there; an example otherwise. */
export const firstTask = (
  { proposal }: Look,
  { folder, agent }: { readonly folder: string; readonly agent: string },
): FirstFile =>
  proposal.tested || proposal.checks.some(({ kind }) => kind === "test")
    ? { path: `${folder}/say-hello.md`, text: hello }
    : { path: `${folder}/write-a-smoke-check.md`, text: smokeFor(agent) };

/** A limit that leaves room above the time it took; the usual one where that is plenty. In minutes. */
const minutesFor = (seconds: number): { readonly minutes?: number } =>
  seconds > 240 ? { minutes: Math.ceil((seconds * 3) / 60) } : {};

const remarkOf = ({ outcome, seconds, why }: Trial): string => {
  const took = outcome === "passed" && seconds >= 0.05 ? duration(seconds * 1000) : "";
  return [took, why].filter((part) => part !== undefined && part !== "").join("; ");
};

/** What a first `traffic.yaml` says beside what was tried. */
export type Wanted = Pick<Config, "caps" | "teams" | "handoff"> & {
  readonly folders: Partial<Config["folders"]>;
};

/** The first `traffic.yaml`. What was tried and did not pass is in it, but not in force. */
export const firstConfig = (
  { target, commit, proposal }: Look,
  wanted: Wanted,
  tried: { readonly setup?: Trial; readonly checks: readonly Trial[]; readonly ran: boolean },
): string => {
  const counts = (trial: Trial | undefined): boolean => !tried.ran || trial?.outcome === "passed";
  const { setup } = proposal;
  return printFirstConfig({
    target,
    ...wanted,
    ...(setup === undefined
      ? {}
      : {
          setup: {
            value: setup,
            inForce: counts(tried.setup),
            remark: tried.setup === undefined ? "" : remarkOf(tried.setup),
          },
        }),
    checks: tried.checks.map((trial) => {
      const { name, run, dir, seconds } = trial;
      const value = { name, run, ...(dir === undefined ? {} : { dir }), ...minutesFor(seconds) };
      return { value, inForce: counts(trial), remark: tried.ran ? remarkOf(trial) : "" };
    }),
    ...(tried.ran && commit !== undefined ? { tried: `at ${short(commit)}` } : {}),
  });
};
