import { statSync, truncateSync } from "node:fs";
import type { CheckRun, Proof } from "../../core/evidence.ts";
import type { Failure } from "../../core/failure.ts";
import type { VerifyOrder } from "../../core/order.ts";
import type { Proposal } from "../../engine/ports/git.ts";
import type { Finding } from "../../engine/ports/verify.ts";
import { redOnBase } from "./baseline.ts";
import type { Site } from "./bench.ts";
import { benchAt, setUp } from "./bench.ts";
import { attemptFolder, checksLog } from "../places.ts";
import { rule } from "./judges.ts";
import { fullDisk } from "./outside.ts";
import { limited, remoteTarget } from "./remote.ts";
import type { Told, Tools } from "./tools.ts";

/** Lines of a failing check's output that the next attempt is told; what the runtime adds of its own insides is none. */
const quoted = 40;
const inside = /^\s*at .*[\s(]node:/;

type Candidate = Extract<Proposal, { kind: "candidate" }>;
type Bout = Site & { readonly order: VerifyOrder };

const isGreen = ({ outcome }: CheckRun): boolean => outcome === "passed" || outcome === "flaky";
const rejects = ({ outcome }: CheckRun): boolean => outcome === "failed" || outcome === "timeout";

const conflict = (
  { ground, spec }: VerifyOrder,
  { paths, details }: Extract<Proposal, { kind: "conflict" }>,
): Told => {
  const why =
    spec.undo === undefined
      ? `Its work and ${ground.target} changed the same places: ${paths.join(", ")}.`
      : `What came to ${ground.target} since is in the way: ${paths.join(", ")}. Nothing was changed.`;
  return { kind: "failed", failure: { kind: "conflict", why, details: [...paths, ...details] } };
};

const quote = ({ run, tail }: Finding): string => {
  const how =
    run.outcome === "timeout" ? "reached its time limit" : `ended with exit code ${run.exit ?? "none"}`;
  const lines = tail.split("\n").filter((line) => line.trim() !== "" && !inside.test(line));
  return [`${run.name}: \`${run.command}\` ${how}`, ...lines.slice(-quoted)].join("\n");
};

const rejected = (why: string, details: readonly string[], proof: Proof): Told => ({
  kind: "failed",
  failure: { kind: "rejected", why, details },
  proof,
});

/** The verdict on checks that have all been run. */
const verdict = (findings: readonly Finding[], proof: Proof): Told => {
  const failing = findings.filter(({ run }) => rejects(run));
  const names = failing.map(({ run }) => run.name).join(", ");
  if (failing.length > 0)
    return rejected(
      `Rejected by ${failing.length} of ${findings.length} checks: ${names}.`,
      failing.map(quote),
      proof,
    );
  if (findings.length === 0)
    return { kind: "unproved", proof, why: "There are no checks: nothing proves this work." };
  return proof.checks.some(isGreen)
    ? { kind: "proved", proof }
    : { kind: "unproved", proof, why: "Every check is red without this work too: nothing proves it." };
};

/** Runs the checks in a clean checkout of the candidate. */
const runChecks = async (bout: Bout, candidate: Candidate): Promise<readonly Finding[] | Failure> => {
  const { order, tools } = bout;
  const { checks } = order.spec;
  if (checks.length === 0) return [];
  const { path } = await tools.git.checkout({
    slot: order.slot,
    commit: candidate.candidate,
    ground: order.ground,
  });
  const failure = await setUp(bout, path);
  return failure ?? tools.verifier.run({ ...benchAt(bout, path, "check"), checks });
};

const isFailure = (value: readonly unknown[] | Failure): value is Failure => !Array.isArray(value);

/** What a check printed beyond this goes where there is no room, in bytes. */
const mostPrinted = 8 * 1024 * 1024;

/**
 * Where the disk is full after checks that did not pass: whether that was their own doing, since there is room again once what they
 * left is removed.
 */
const filledBy = async ({ order, tools }: Bout, { candidate }: Candidate): Promise<Told | undefined> => {
  const message = fullDisk(tools);
  if (message === undefined) return undefined;
  const log = checksLog(attemptFolder(tools.state, order.attempt));
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > mostPrinted) truncateSync(log, mostPrinted);
  await tools.git.checkout({ slot: order.slot, commit: candidate, ground: order.ground });
  return fullDisk(tools) === undefined
    ? { kind: "faulted", message: `its checks filled a disk: ${message}`, outside: true, filled: true }
    : undefined;
};

/** Tells failures that the base has as well. Only the repository's own checks are excused by it. */
const excuse = async (bout: Bout, candidate: Candidate, findings: readonly Finding[]) => {
  const { checks } = bout.order.spec;
  // Where the base holds work of this attempt, that it is red there excuses nothing.
  if (candidate.slipped !== undefined) return findings;
  const suspects = checks.filter((check, index) => {
    const run = findings[index]?.run;
    return check.own === "repository" && run !== undefined && rejects(run);
  });
  const red = suspects.length === 0 ? [] : await redOnBase(bout, candidate.base, suspects);
  if (isFailure(red)) return red;
  return findings.map(({ run, tail }, index): Finding => {
    const isExcused = red.some((check) => check === checks[index]);
    return { run: isExcused ? { ...run, outcome: "red_on_base" } : run, tail };
  });
};

/** What leaves by pull request is judged on what the remote has. */
const ontoRemote = async (order: VerifyOrder, tools: Tools): Promise<{ readonly onto?: string } | Told> => {
  if (order.spec.handoff === undefined) return {};
  const found = await remoteTarget(order.ground, tools);
  return found.kind === "closed" ? limited(found) : { onto: found.tip };
};

/** The candidate tree, held against the protocol and then judged by the checks in a clean checkout. */
export const verify = async (order: VerifyOrder, tools: Tools, signal: AbortSignal): Promise<Told> => {
  const bout = { order, tools, signal };
  const onto = await ontoRemote(order, tools);
  if ("kind" in onto) return onto;
  const proposal = await tools.git.propose({ ...order, ...onto });
  if (proposal.kind === "conflict") return conflict(order, proposal);
  const { base, candidate, tree, changes, slipped } = proposal;
  const { broken, judgesChanged } = await rule(order, proposal, tools.git);
  const changed = changes.length;
  const proof: Proof = {
    base,
    head: order.head,
    candidate,
    tree,
    changed,
    judgesChanged,
    ...(slipped === undefined ? {} : { slipped }),
    checks: [],
  };
  if (broken.length > 0) return rejected(`Rejected: ${broken[0]}.`, broken, proof);
  const ran = await runChecks(bout, proposal);
  const didFail = isFailure(ran) || ran.some(({ run }) => rejects(run));
  const filled = didFail ? await filledBy(bout, proposal) : undefined;
  if (filled !== undefined) return filled;
  const findings = isFailure(ran) ? ran : await excuse(bout, proposal, ran);
  if (isFailure(findings)) return { kind: "failed", failure: findings, proof };
  return verdict(findings, { ...proof, checks: findings.map(({ run }) => run) });
};
