import { rmSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import type { Check, Setup } from "../../core/config.ts";
import type { Oid } from "../../core/evidence.ts";
import { messageOf } from "../../core/message-of.ts";
import type { Bench } from "../../engine/ports/processes.ts";
import type { Finding, Preparer } from "../../engine/ports/verify.ts";
import type { Trial, TrialStep } from "../../faces/doors/house.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import { listStrangers } from "../../git/checkout-files.ts";
import { createPreparer } from "../../verify/preparer.ts";
import { filesIn } from "../files.ts";
import { inWorkroom, ownSlots, type Errand, type Workroom } from "./bench.ts";
import type { Checked } from "./opened.ts";
import { programPath } from "./programs.ts";

/** Setup and checks to be tried, with what they need. */
type Trials = {
  readonly setup?: Setup & Wanted;
  readonly checks: readonly (Check & Wanted & { readonly needsSetup: boolean })[];
};

type Wanted = { readonly because: string; readonly tools: readonly string[] };

type Request = Trials & {
  readonly commit: Oid;
  readonly ground: Errand["ground"];
  /** Setup is done anew, whatever was kept of it. */
  readonly afresh: boolean;
  readonly signal: AbortSignal;
  readonly onStep: (step: TrialStep) => void;
};

/** How long setup may take when it is tried, in minutes; as long as a check may. */
const limit = 10;

const installers: Readonly<Record<string, string>> = {
  pnpm: "npm install -g pnpm",
  yarn: "npm install -g yarn",
  bun: "npm install -g bun",
  uv: "pip install uv",
  poetry: "pip install poetry",
  "cargo-clippy": "rustup component add clippy",
  "cargo-fmt": "rustup component add rustfmt",
};

/** What keeps a command from being run at all: a program that is not here. */
export const missingTool = (tools: readonly string[]): { why: string; repair: string } | undefined => {
  const tool = tools.find((one) => programPath(one) === undefined);
  if (tool === undefined) return undefined;
  return { why: `${tool} is not installed here`, repair: installers[tool] ?? `install ${tool}` };
};

const telling = /\b(?:error|errors|failed|failures?|fatal|cannot|not found|no such|refused|denied)\b/i;
/** How compilers and linters begin what is wrong; the first is the cause, those after it may follow from it. */
const cause = /^(?:error\b|E {2,})|(?:^|[\s)])error(?:\[\w+\])?:? (?!could not compile)/;
const noise =
  /^[>$] |complete log of this run|^npm (?:error|ERR!) (?:code|errno|path|A|Lifecycle|Exit)\b|^\W*$/;
const offline =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|getaddrinfo|[Cc]ould not resolve host|name resolution|NewConnectionError|failed to download|dial tcp|network is unreachable/;

/** The line of an output that says best what went wrong, and what it suggests to do. */
const reasonIn = (output: string): { why: string; repair?: string } => {
  const lines = output
    .split("\n")
    .map((line) =>
      stripVTControlCharacters(line)
        .replaceAll(/\p{Control}/gu, " ")
        .trim(),
    )
    .filter((line) => !noise.test(line));
  const line =
    lines.find((one) => cause.test(one)) ??
    lines.findLast((one) => telling.test(one)) ??
    lines.at(-1) ??
    "it said nothing";
  const why = line.length > 160 ? `${line.slice(0, 159)}…` : line;
  if (!offline.test(output)) return { why };
  return { why: `no network? ${why}`, repair: "connect, then: traffic doctor --run" };
};

const skipped = (wanted: Wanted & { name: string; run: string; dir?: string }, why: string): Trial => {
  const { name, run, dir, because } = wanted;
  return { name, run, ...(dir === undefined ? {} : { dir }), because, outcome: "not_run", seconds: 0, why };
};

const trialOf = (check: Trials["checks"][number], { run: ran, tail }: Finding): Trial => {
  const { name, run, dir, because } = check;
  const common = { name, run, ...(dir === undefined ? {} : { dir }), because, seconds: ran.seconds };
  if (ran.outcome === "passed") return { ...common, outcome: "passed" };
  if (ran.outcome === "flaky")
    return { ...common, outcome: "passed", why: "failed once, then passed: it may be flaky" };
  if (ran.outcome === "timeout")
    return { ...common, outcome: "failed", why: `did not end within ${check.minutes} minutes` };
  const { why, repair } = reasonIn(tail);
  return {
    ...common,
    outcome: "failed",
    why: `exit code ${ran.exit ?? "none"}: ${why}`,
    ...(repair === undefined ? {} : { repair }),
  };
};

/** Runs setup once, with a time limit of its own. */
const trySetup = async (setup: Setup & Wanted, bench: Bench, preparer: Preparer): Promise<Trial> => {
  const { run, inputs, outputs, because, tools } = setup;
  const missing = missingTool(tools);
  if (missing !== undefined)
    return { ...skipped({ ...setup, name: "setup" }, missing.why), repair: missing.repair };
  const began = performance.now();
  const late = AbortSignal.timeout(limit * 60_000);
  const signal = AbortSignal.any([bench.signal, late]);
  const failure = await preparer.prepare({ ...bench, signal, setup: { run, inputs, outputs } });
  const common = { name: "setup", run, because, seconds: Math.round(performance.now() - began) / 1000 };
  if (late.aborted) return { ...common, outcome: "failed", why: `did not end within ${limit} minutes` };
  if (failure === undefined) return { ...common, outcome: "passed" };
  return { ...common, outcome: "failed", ...reasonIn((failure.details ?? []).join("\n")) };
};

const hindrance = (check: Trials["checks"][number], setup: Trial | undefined) => {
  if (check.needsSetup && setup !== undefined && setup.outcome !== "passed")
    return { why: `setup ${setup.outcome === "failed" ? "failed" : "was not run"}` };
  return missingTool(check.tools);
};

/** Gives the worktrees back: what was built in them takes room, and the next to need one makes it anew. */
const leave = async ({ git, benchAt }: Workroom, commit: Oid, slots: readonly number[]): Promise<void> => {
  for (const slot of slots) {
    const { path } = await benchAt(slot, commit);
    await git.remove([{ kind: "worktree", name: path, because: "it was only for trying out" }]);
  }
};

const noWorktree = (cause: unknown): UsageError =>
  new UsageError(
    `A clean worktree could not be made: ${messageOf(cause)}. \`traffic doctor\` looks for the reason; \`traffic init --no-run\` goes without.`,
    { cause },
  );

type Tried = {
  readonly setup?: Trial;
  readonly checks: readonly Trial[];
  /** What came to lie in the checkout that git would take for work. */
  readonly byproducts: readonly string[];
};

/** Tells of a trial when it begins and when it has ended. */
const told = async (
  { signal, onStep }: Request,
  command: { readonly name: string; readonly run: string },
  work: () => Promise<Trial>,
): Promise<Trial> => {
  onStep({ kind: "begins", name: command.name, run: command.run });
  const trial = await work();
  if (!signal.aborted) onStep({ kind: "ended", trial });
  return trial;
};

const tryCheck = async (
  check: Trials["checks"][number],
  setup: Trial | undefined,
  place: { readonly bench: Bench; readonly room: Workroom },
) => {
  const hindered = hindrance(check, setup);
  if (hindered !== undefined) return { ...skipped(check, hindered.why), ...hindered };
  const [finding] = await place.room.tools.verifier.run({ ...place.bench, checks: [check] });
  return finding === undefined ? skipped(check, "it was stopped") : trialOf(check, finding);
};

/** The checks get what setup made as a copy in another folder, as they will later. */
const tryAll = async (request: Request, room: Workroom, preparer: Preparer): Promise<Tried> => {
  const { commit, signal } = request;
  const wanted = request.setup;
  let setup: Trial | undefined;
  if (wanted !== undefined) {
    const first = await room
      .benchAt(ownSlots[1], commit)
      .catch((cause: unknown) => Promise.reject(noWorktree(cause)));
    setup = await told(request, { name: "setup", run: wanted.run }, () => trySetup(wanted, first, preparer));
  }
  const bench = await room
    .benchAt(ownSlots[0], commit)
    .catch((cause: unknown) => Promise.reject(noWorktree(cause)));
  if (setup?.outcome === "passed" && wanted !== undefined)
    await preparer.prepare({ ...bench, setup: wanted });
  const checks: Trial[] = [];
  for (const check of request.checks) {
    if (signal.aborted) break;
    checks.push(await told(request, check, () => tryCheck(check, setup, { bench, room })));
  }
  const byproducts = signal.aborted ? [] : await listStrangers(bench.path);
  return { ...(setup === undefined ? {} : { setup }), checks, byproducts };
};

/**
 * Runs setup and then each check once in clean checkouts of a commit, through the same preparer and verifier as real
 * verification. Stopped by its signal, it returns `undefined`.
 */
export const tryOut = async (opened: Checked, request: Request): Promise<Tried | undefined> => {
  const { signal, commit, ground } = request;
  const errand: Errand = { key: `${ground.target}@init`, task: "", ground, signal };
  const own = `${filesIn(opened.repository.state).setup}-trial`;
  try {
    const tried = await inWorkroom(opened, errand, async (room) => {
      const preparer = request.afresh ? createPreparer(own, room.tools.runner) : room.tools.preparer;
      try {
        return await tryAll(request, room, preparer);
      } finally {
        rmSync(own, { recursive: true, force: true });
        // What cannot be given back now, `traffic clean` takes away later.
        await leave(room, commit, ownSlots).catch(() => undefined);
      }
    });
    return signal.aborted ? undefined : tried;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
};
