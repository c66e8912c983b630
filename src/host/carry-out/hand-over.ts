import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isVerdict, type Deed, type GitDeed, type Verdict } from "../../core/handoff/action.ts";
import { decide } from "../../core/handoff/decide.ts";
import type { Handoff, Pull, Seen } from "../../core/handoff/seen.ts";
import { proofText, pullText } from "../../core/handoff/text.ts";
import { looked, soon } from "../../core/handoff/words.ts";
import { bodyOf } from "../../core/body.ts";
import type { HandOverOrder } from "../../core/order.ts";
import type { Closed, Done, Github, Look } from "../../engine/ports/github.ts";
import { makeOffer, titleOf, trailersOf } from "./offer.ts";
import { limited, unreachable } from "./remote.ts";
import type { Told, Tools } from "./tools.ts";

/** A handoff takes eight deeds from nothing to its end; more in one go means that GitHub says one thing and does another. */
const most = 16;

type Offered = HandOverOrder & { readonly commit: string };
type Desk = {
  readonly order: Offered;
  readonly tools: Tools;
  readonly at: Github;
  readonly handoff: Handoff;
};

/** Rebasing replays single commits only: M has to be one. */
const parentsOf = ({ proof: { base, head }, ground }: HandOverOrder): readonly string[] =>
  ground.config.github.merge === "rebase" ? [base] : [base, head];

/** The task's file, as the target has it; as the person has it, where they keep it to themselves. */
const fileText = async ({ proof, file }: HandOverOrder, { git, checkout }: Tools): Promise<string> =>
  (await git.show(proof.base, file)) ?? (await readFile(join(checkout, file), "utf8").catch(() => ""));

/** What was wanted. The words of an issue are not repeated: GitHub would obey some of them, and it shows the issue itself. */
const wantedText = async (order: HandOverOrder, tools: Tools): Promise<string> => {
  const { issue, undoes } = order;
  if (issue === undefined) return bodyOf(await fileText(order, tools));
  return undoes === undefined ? `Closes ${issue}.` : `Takes back what was done for ${issue}.`;
};

const handoffOf = async (order: Offered, tools: Tools): Promise<Handoff> => {
  const { task, n, proof, result, commit, ground, mayMerge } = order;
  const { merge, checks } = ground.config.github;
  return {
    task,
    n,
    branch: tools.remotes.handoffBranch(task),
    target: ground.target,
    sha: commit,
    base: proof.base,
    title: titleOf(order),
    text: pullText(await wantedText(order, tools), result, proof),
    proof: proofText(proof),
    message: trailersOf(order),
    method: merge,
    checks,
    mayMerge,
  };
};

/** A pull request that was merged before this work began is history: what was merged is part of the base. */
const isPast = async (pull: Pull, { handoff, tools }: Desk): Promise<boolean> =>
  pull.state === "merged" &&
  pull.commit !== undefined &&
  pull.head !== handoff.sha &&
  tools.remotes.isWithin(pull.commit, handoff.base);

/** What GitHub shows, with what only git knows. */
const seenFrom = async (look: Look, desk: Desk): Promise<Seen> => {
  const { kind: _, pull, ...rest } = look;
  const offers = await desk.tools.remotes.offers(desk.order.task);
  const ours = look.branch !== undefined && offers.includes(look.branch);
  return pull === undefined || (await isPast(pull, desk)) ? { ...rest, ours } : { ...rest, pull, ours };
};

/** What people ask for here is done here, however often it is seen; what cannot be done is answered so. */
const obeyed = (seen: Seen, { order, tools }: Desk): Seen => {
  const intake = tools.intake(order.ground);
  const commands = seen.commands.map((command) => {
    if (!command.may || command.word !== "priority") return command;
    const refused = intake.obey({ ...command, task: order.task, file: order.file });
    return refused === undefined ? command : { ...command, refused };
  });
  return { ...seen, commands };
};

/** What git does: a commit is noted as ours before it is anywhere else, and nothing goes that is not where it was seen. */
const actByGit = async (deed: GitDeed, { order, tools, at }: Desk): Promise<Done> => {
  const { remote } = order.ground.config.github;
  const branch = { remote, branch: deed.branch, signIn: await at.signIn() };
  if (deed.kind === "push") await tools.remotes.noteOffer(order.task, deed.sha);
  const lease =
    deed.kind === "drop_branch"
      ? { expect: deed.sha }
      : { sha: deed.sha, ...(deed.expect === undefined ? {} : { expect: deed.expect }) };
  const pushed = await tools.remotes.push({ ...branch, ...lease });
  if (pushed.kind === "unreachable") return unreachable(pushed.why);
  return pushed.kind === "refused" ? pushed : { kind: "done" };
};

const pullRef = ({ pull }: Seen): { pull?: { number: number; url: string } } =>
  pull === undefined ? {} : { pull: { number: pull.number, url: pull.url } };

const isClosed = (answer: { readonly kind: string }): answer is Closed => answer.kind === "closed";

const red = async ({ checks }: Extract<Verdict, { kind: "red" }>, { order, at }: Desk): Promise<Told> => {
  const names = checks.map(({ name }) => name).join(", ");
  const why = `Rejected at GitHub by ${names}${checks[0]?.url === undefined ? "" : ` (${checks[0].url})`}.`;
  const read = await at.excerpts(checks);
  if (isClosed(read)) return limited(read);
  return { kind: "failed", failure: { kind: "rejected", why, details: read.texts }, proof: order.proof };
};

/** What a verdict is to the engine. */
const tell = (verdict: Verdict, seen: Seen, desk: Desk): Told | Promise<Told> => {
  const { proof } = desk.order;
  switch (verdict.kind) {
    case "wait":
      return { kind: "waits", why: verdict.why, until: Date.now() + verdict.again, ...pullRef(seen) };
    case "ask":
    case "held": {
      const { why, answer } = verdict;
      return { kind: "waits", why, answer, until: Date.now() + looked, ...pullRef(seen) };
    }
    case "ready":
      return { kind: "ready", ...pullRef(seen) };
    case "moved":
      return { kind: "moved" };
    case "red":
      return red(verdict, desk);
    case "closed":
      return { kind: "failed", failure: { kind: "denied", why: `${verdict.why}.` }, proof };
    case "called_off":
    case "superseded":
      return { kind: "failed", failure: { kind: "cancelled", why: `${verdict.why}.` }, proof };
    case "merged": {
      const { pull = { number: 0, url: "" } } = pullRef(seen);
      return { kind: "merged", commit: verdict.commit, pull };
    }
  }
};

/** What is refused for good is a person's; a branch that cannot be removed keeps nothing else back. */
const refused = (deed: Deed, why: string): Verdict =>
  deed.kind === "drop_branch"
    ? { kind: "merged", commit: deed.commit }
    : {
        kind: "ask",
        why: `GitHub refuses to ${deed.kind.replaceAll("_", " ")}: ${why}`,
        answer: "mend that, and it goes on",
      };

const act = (deed: Deed, desk: Desk): Promise<Done> =>
  deed.kind === "push" || deed.kind === "drop_branch" ? actByGit(deed, desk) : desk.at.act(deed);

/** Looks, decides, and does one thing, until nothing is left to do now. */
const handle = async (desk: Desk, signal: AbortSignal): Promise<Told> => {
  for (let left = most; left > 0 && !signal.aborted; left -= 1) {
    const look = await desk.at.look(desk.handoff);
    if (isClosed(look)) return limited(look);
    const seen = obeyed(await seenFrom(look, desk), desk);
    const action = decide(desk.handoff, seen);
    if (isVerdict(action)) return tell(action, seen, desk);
    const done = await act(action, desk);
    if (isClosed(done)) return limited(done);
    if (done.kind === "later") return tell({ kind: "wait", why: done.why, again: soon }, seen, desk);
    if (done.kind === "refused") return tell(refused(action, done.why), seen, desk);
  }
  return { kind: "waits", why: "GitHub does not do what it is asked", until: Date.now() + looked };
};

/** Makes M, which is journalled before anything else; with it, does all that can be done about its pull request now. */
export const handOver = async (order: HandOverOrder, tools: Tools, signal: AbortSignal): Promise<Told> => {
  const { commit, ground } = order;
  if (commit === undefined) return { kind: "built", commit: await makeOffer(order, tools, parentsOf(order)) };
  const at = await tools.github(ground);
  if ("kind" in at) return limited(at);
  const offered = { ...order, commit };
  return handle({ order: offered, tools, at, handoff: await handoffOf(offered, tools) }, signal);
};
