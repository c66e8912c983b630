import type { Config } from "../../core/config.ts";
import type { Finding, InitRequest, Trial } from "../../faces/doors/house.ts";
import { printFlow } from "../../store/print.ts";
import { duration } from "../../views/duration.ts";
import { list } from "../../views/words.ts";
import type { Look } from "./look.ts";
import { bareOutputs } from "./notices.ts";
import type { Checked } from "./opened.ts";
import { keepTimes, timesBefore } from "./times.ts";
import { missingTool, tryOut } from "./trial.ts";

/** Words that the shell itself understands, or that begin something only it can tell. */
const shell =
  /^(?:cd|test|true|false|echo|exit|export|set|if|for|while|case|sh|\[|!|:|\.|eval|exec|command|time)$/;

/** The program that a command begins with, where that can be told without a shell. */
const programOf = (run: string): readonly string[] => {
  const [first = ""] = run
    .replace(/^\(cd \S+ && /, "")
    .replace(/^(?:\w+=\S*\s+)*/, "")
    .split(/\s+/);
  return /^[\w.-]+$/.test(first) && !shell.test(first) ? [first] : [];
};

const setupFindings = async (
  opened: Checked,
  { setup }: Config,
  { paths, proposal }: Look,
): Promise<Finding[]> => {
  const about = "setup";
  if (setup === undefined) {
    if (proposal.setup === undefined) return [];
    const message = `none, but ${proposal.setup.because} asks for one`;
    const { run, inputs, outputs } = proposal.setup;
    const repair = `in traffic.yaml: setup: ${printFlow({ run, inputs, outputs })}`;
    return [{ level: "warning", about, message, repair }];
  }
  const missing = missingTool(programOf(setup.run));
  const plain = setup.inputs.filter((input) => !/[*?[\]{}!()\\]/.test(input));
  const lost = plain.filter((input) => !paths.includes(input));
  const bare = await bareOutputs(opened, setup.outputs);
  const findings: Finding[] = [
    ...(missing === undefined
      ? []
      : [{ level: "error", about, message: missing.why, repair: missing.repair } as const]),
    ...(lost.length === 0
      ? []
      : [
          {
            level: "warning",
            about,
            message: `the target does not hold ${list(lost)}`,
            repair: "commit it, or take it from `setup.inputs`",
          } as const,
        ]),
    ...(bare.length === 0
      ? []
      : [
          {
            level: "warning",
            about,
            message: `git would take ${list(bare)} for an agent's work`,
            repair: `add ${list(bare)} to .gitignore`,
          } as const,
        ]),
  ];
  return findings.length === 0 ? [{ level: "ok", about, message: setup.run }] : findings;
};

const checkFindings = ({ checks }: Config, { paths, proposal }: Look): Finding[] => {
  if (checks.length === 0)
    return [
      {
        level: "warning",
        about: "checks",
        message: "none for the repository: tasks without `verify` wait for your approval",
        repair:
          proposal.checks.length === 0
            ? "name commands under `checks` in traffic.yaml"
            : `in traffic.yaml: checks: ${printFlow(proposal.checks.map(({ run, dir }) => (dir === undefined ? run : { run, dir })))}`,
      },
    ];
  return checks.map(({ name, run, dir }): Finding => {
    const about = `check ${name}`;
    if (dir !== undefined && !paths.some((path) => path.startsWith(`${dir}/`)))
      return {
        level: "error",
        about,
        message: `the target has no folder ${dir}`,
        repair: "mend its `dir` in traffic.yaml",
      };
    const missing = missingTool(programOf(run));
    return missing === undefined
      ? { level: "ok", about, message: `${run}${dir === undefined ? "" : ` in ${dir}`}` }
      : { level: "error", about, message: missing.why, repair: missing.repair };
  });
};

/** Slower than this many times before, and by seconds that count, is worth a word. */
const slower = 2;

const passedFinding = ({ seconds, why }: Trial, before: number | undefined): Omit<Finding, "about"> => {
  const then = before === undefined ? "" : ` (${duration(before * 1000)} before)`;
  const isSlow = before !== undefined && seconds > before * slower && seconds - before > 5;
  const message = `passed in ${duration(seconds * 1000)}${then}${why === undefined ? "" : `; ${why}`}`;
  return { level: isSlow || why !== undefined ? "warning" : "ok", message };
};

const redFinding = ({ name, outcome, seconds, why, repair }: Trial): Omit<Finding, "about"> => {
  const how = outcome === "failed" ? `failed after ${duration(seconds * 1000)}` : "not run";
  const message = `${how}: ${why ?? "it said nothing"}`;
  if (name === "setup")
    return { level: "error", message, repair: repair ?? "mend `setup` in traffic.yaml or what it runs" };
  const mend = "while the target fails it, it rejects nothing; mend it to have it count";
  return { level: "warning", message, repair: repair ?? mend };
};

const trialFinding = (trial: Trial, before: number | undefined): Finding => ({
  about: trial.name === "setup" ? "setup" : `check ${trial.name}`,
  ...(trial.outcome === "passed" ? passedFinding(trial, before) : redFinding(trial)),
});

/** Setup and checks tried out as they are set, their times beside those before; `undefined` when stopped. */
const tried = async (
  opened: Checked,
  { config, look }: { readonly config: Config; readonly look: Look },
  request: Pick<InitRequest, "signal" | "onStep">,
): Promise<Finding[] | undefined> => {
  const { setup, checks } = config;
  if (look.commit === undefined || (setup === undefined && checks.length === 0)) return [];
  const wanted = { because: "traffic.yaml" };
  const before = timesBefore(opened.repository.state);
  const ran = await tryOut(opened, {
    ...request,
    commit: look.commit,
    ground: { target: look.target, config },
    afresh: true,
    ...(setup === undefined ? {} : { setup: { ...setup, ...wanted, tools: programOf(setup.run) } }),
    checks: checks.map((check) => ({
      ...check,
      ...wanted,
      tools: programOf(check.run),
      needsSetup: setup !== undefined,
    })),
  });
  if (ran === undefined) return undefined;
  const trials = [...(ran.setup === undefined ? [] : [ran.setup]), ...ran.checks];
  keepTimes(opened.repository.state, trials);
  return trials.map((trial) => trialFinding(trial, before.get(trial.run)));
};

/** What is to be said of setup and checks; with `run`, how they go. `undefined` when it was stopped. */
export const judgeFindings = async (
  opened: Checked,
  known: { readonly config: Config; readonly look: Look },
  request: Pick<InitRequest, "run" | "signal" | "onStep">,
): Promise<Finding[] | undefined> => {
  const { config, look } = known;
  const seen = [...(await setupFindings(opened, config, look)), ...checkFindings(config, look)];
  if (!request.run) return seen;
  const ran = await tried(opened, known, request);
  return ran && [...seen.filter(({ level }) => level !== "ok"), ...ran];
};
