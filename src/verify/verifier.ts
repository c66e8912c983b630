import { appendFileSync, realpathSync, statSync } from "node:fs";
import { performance } from "node:perf_hooks";
import type { Check } from "../core/config.ts";
import type { CheckOutcome } from "../core/evidence.ts";
import type { ProcessEnd } from "../core/driver.ts";
import type { Bench, ProcessRunner } from "../engine/ports/processes.ts";
import type { Finding, Verifier } from "../engine/ports/verify.ts";
import { inside } from "./inside.ts";
import { announce, digestFrom, tailFrom } from "./output.ts";

/** One run of a check's command. */
type Trial = { readonly end: ProcessEnd; readonly seconds: number; readonly start: number };

/** The folder a check runs in; what is wrong with it where there is none. */
const folderOf = (check: Check, path: string): { folder: string } | { wrong: string } => {
  const dir = check.dir ?? ".";
  const folder = inside(path, dir);
  if (folder === undefined) return { wrong: `dir: ${dir} leads out of the repository` };
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    return { wrong: `dir: ${dir} is not a folder of this tree` };
  return inside(realpathSync(path), realpathSync(folder)) === undefined
    ? { wrong: `dir: ${dir} is a link that leads out of the repository` }
    : { folder };
};

const attempt = async (check: Check, bench: Bench, runner: ProcessRunner): Promise<Trial> => {
  const start = announce(bench.log, check.name === check.run ? check.run : `${check.name}: ${check.run}`);
  const place = folderOf(check, bench.path);
  if ("wrong" in place) {
    appendFileSync(bench.log, `${place.wrong}\n`);
    return { end: { kind: "lost" }, seconds: 0, start };
  }
  const began = performance.now();
  const end = await runner.run({
    key: bench.key,
    argv: ["/bin/sh", "-c", check.run],
    path: place.folder,
    env: bench.env,
    log: bench.log,
    minutes: check.minutes,
    signal: bench.signal,
  });
  return { end, seconds: Math.round(performance.now() - began) / 1000, start };
};

const isGreen = ({ end }: Trial): boolean => end.kind === "exited" && end.code === 0;

/** One rerun tells a flake from a failure; a limit that was reached, or a command that never started, would be no different. */
const deservesRerun = ({ end }: Trial): boolean => end.kind === "signalled" || end.kind === "exited";

const outcomeOf = (last: Trial, runs: number): CheckOutcome => {
  if (isGreen(last)) return runs === 1 ? "passed" : "flaky";
  return last.end.kind === "timed_out" ? "timeout" : "failed";
};

const findingOf = async (check: Check, trials: readonly Trial[], log: string): Promise<Finding> => {
  const last = trials.at(-1) as Trial;
  return {
    run: {
      name: check.name,
      command: check.run,
      outcome: outcomeOf(last, trials.length),
      exit: last.end.kind === "exited" ? last.end.code : null,
      seconds: last.seconds,
      digest: await digestFrom(log, last.start),
    },
    tail: await tailFrom(log, last.start),
  };
};

const judge = async (check: Check, bench: Bench, runner: ProcessRunner): Promise<Finding | undefined> => {
  const first = await attempt(check, bench, runner);
  const again = !isGreen(first) && deservesRerun(first) && !bench.signal.aborted;
  const trials = again ? [first, await attempt(check, bench, runner)] : [first];
  return bench.signal.aborted ? undefined : findingOf(check, trials, bench.log);
};

/** The judge of a checkout: each check under the process discipline of the runner it is given. */
export const createVerifier = (runner: ProcessRunner): Verifier => ({
  run: async ({ checks, ...bench }) => {
    const findings: Finding[] = [];
    for (const check of checks) {
      const finding = bench.signal.aborted ? undefined : await judge(check, bench, runner);
      if (finding === undefined) break;
      findings.push(finding);
    }
    return findings;
  },
});
