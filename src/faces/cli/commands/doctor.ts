import { count } from "../../../views/words.ts";
import type { Finding } from "../../doors/house.ts";
import type { Spec } from "../command.ts";
import { styled, type Line, type Style } from "../text/line.ts";
import { whileTelling } from "../trials.ts";

const styles: Readonly<Record<Finding["level"], Style>> = { ok: "good", warning: "warn", error: "bad" };

const linesOf = ({ level, about, message, repair }: Finding): Line[] => [
  [styled(level.padEnd(9), styles[level]), styled(`${about}  `, "strong"), message],
  ...(repair === undefined ? [] : [[" ".repeat(9), styled(`-> ${repair}`, "strong")] as Line]),
];

const verdict = (findings: readonly Finding[]): string => {
  const errors = findings.filter(({ level }) => level === "error").length;
  const warnings = findings.filter(({ level }) => level === "warning").length;
  if (errors + warnings === 0) return "All is well.";
  return `${count(errors, "error")}, ${count(warnings, "warning")}: the arrows say what mends them.`;
};

type Options = { readonly run?: boolean; readonly github?: boolean };

/** `traffic doctor`: everything a run relies on, looked at once. */
export const doctor: Spec<Options> = {
  define: (command) =>
    command
      .option("--run", "try setup and checks out again, and compare their times")
      .option("--github", "ask GitHub whether work may leave by pull request, and what is lacking for that"),
  examples: [
    ["traffic doctor", "git, settings, files, locks and leftovers; changes nothing"],
    ["traffic doctor --run", "and setup and checks once each, in a clean worktree"],
    ["traffic doctor --github", "and every permission that a pull request needs; makes nothing there"],
  ],
  run: async (call) => {
    const doors = await call.doors();
    const run = call.options.run === true;
    const findings = await whileTelling(
      { ...call, before: "Trying setup and checks, once each, in a clean worktree." },
      (telling) => doors.doctor({ ...telling, run, github: call.options.github === true }),
    );
    if (findings === undefined) return 130;
    const lines = [...findings.flatMap(linesOf), verdict(findings)];
    const code = findings.some(({ level }) => level === "error") ? 1 : 0;
    return { schema: "doctor", json: { findings }, lines, code };
  },
};
