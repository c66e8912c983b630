import type { CheckRun } from "../../../core/evidence.ts";
import { duration } from "../../../views/duration.ts";
import { short } from "../../../views/words.ts";
import type { NoOptions, Spec } from "../command.ts";
import { pick } from "../pick.ts";
import { styled, type Line, type Style } from "../text/line.ts";

const styles: Readonly<Record<CheckRun["outcome"], Style>> = {
  passed: "good",
  flaky: "warn",
  red_on_base: "warn",
  failed: "bad",
  timeout: "bad",
};

const line = ({ name, outcome, exit, seconds }: CheckRun): Line => [
  styled(outcome.padEnd(12), styles[outcome]),
  name,
  styled(`  ${duration(seconds * 1000)}${exit === null || exit === 0 ? "" : `, exit code ${exit}`}`, "dim"),
];

/** `traffic verify [task]`: the checks in a clean checkout, as a landing would run them. */
export const verify: Spec<NoOptions> = {
  define: (command) => command.argument("[task]", "checks its last work; without, the target's tip"),
  examples: [
    ["traffic verify", "the repository's checks on the target's tip, in a clean checkout"],
    ["traffic verify login", "a task's checks on its last work"],
  ],
  run: async ({ doors, args }) => {
    const opened = await doors();
    const [given] = args;
    const task = given === undefined ? undefined : pick((await opened.survey()).state, given).id;
    const { commit, checks, log } = await opened.verify(task);
    const red = checks.some(({ outcome }) => outcome === "failed" || outcome === "timeout");
    const none = "There are no checks: write some under `checks:` in traffic.yaml, or `verify:` in the task.";
    const end = checks.length === 0 ? none : `on ${short(commit)}; output: ${log}`;
    return {
      schema: "verify",
      json: { commit, checks, log },
      lines: [...checks.map(line), end],
      code: red ? 1 : 0,
    };
  },
};
