import { answered, type Heard } from "./heard.ts";
import { isVerdict, type Action, type Deed, type Verdict } from "./action.ts";
import type { Command } from "./command.ts";
import { bodyOf, describedBody } from "./island.ts";
import { noteText } from "./note.ts";
import type { Handoff, Pull, Seen } from "./seen.ts";
import { verdictOnChecks } from "./verdict.ts";
import { ask, held, labels, looked, policyContext, soon, wait, type Case } from "./words.ts";

type Row = (found: Case) => Action | undefined;

/** What has an end: merged, or closed by a person. A pull request of work before this one is no concern of ours. */
const over = ({ handoff, seen, pull }: Case): Action | undefined => {
  if (pull?.state === "merged") {
    if (pull.head !== handoff.sha)
      return { kind: "superseded", why: `#${pull.number} was merged with other work, ${pull.head}` };
    const commit = pull.commit ?? pull.head;
    return seen.branch === handoff.sha
      ? { kind: "drop_branch", branch: handoff.branch, sha: handoff.sha, commit }
      : { kind: "merged", commit };
  }
  return pull?.state === "closed" && pull.head === handoff.sha
    ? { kind: "closed", why: `#${pull.number} was closed without being merged` }
    : undefined;
};

/** A person called this very attempt off. */
const calledOff = ({ handoff, seen, pull }: Case): Verdict | undefined => {
  const { off } = seen.heard;
  return pull?.state === "open" && off?.n === handoff.n
    ? { kind: "called_off", why: `${off.by} called it off at #${pull.number}` }
    : undefined;
};

/** The branch holds the very commit that was proved; what a person pushed is never overwritten. */
const delivered = ({ handoff, seen, pull }: Case): Action | undefined => {
  const { branch, sha } = handoff;
  if (seen.branch === sha) return undefined;
  if (seen.branch !== undefined && !seen.ours)
    return ask(
      `somebody pushed ${seen.branch} to ${branch}, and it is not overwritten`,
      `merge the pull request yourself, or take what was pushed elsewhere and delete ${branch} at GitHub`,
    );
  if (pull?.queued === true) return wait("an earlier commit of it is in the merge queue", looked);
  return {
    kind: "push",
    branch,
    sha,
    ...(seen.branch === undefined ? {} : { expect: seen.branch }),
  };
};

const opened = ({ handoff, pull }: Case): Deed | undefined => {
  if (pull?.state === "open") return undefined;
  const { branch, target, title } = handoff;
  return { kind: "open", branch, target, title, body: bodyOf(handoff) };
};

const pointed = ({ handoff, pull }: Case): Verdict | undefined => {
  if (pull === undefined) return undefined;
  if (pull.target !== handoff.target)
    return ask(
      `#${pull.number} is to reach ${pull.target} now, and its work was proved for ${handoff.target}`,
      `set its base to ${handoff.target} again, or merge it yourself`,
    );
  return pull.head === handoff.sha ? undefined : wait("GitHub has not seen the push yet", soon);
};

const described = ({ handoff, pull }: Case): Deed | undefined => {
  const body = pull && describedBody(handoff, pull);
  return body === undefined || pull === undefined ? undefined : { kind: "describe", pull: pull.number, body };
};

const labelled = ({ pull }: Case): Deed | undefined =>
  pull === undefined || pull.labels.includes(labels.ours)
    ? undefined
    : { kind: "label", pull: pull.number, add: [labels.ours] };

/** Our verdict stands on the commit that it is about, whatever becomes of the pull request. */
const judged = ({ handoff, seen, pull }: Case): Deed | undefined =>
  seen.policy?.state === "success" || pull === undefined
    ? undefined
    : {
        kind: "status",
        sha: handoff.sha,
        state: "success",
        text: `Proved by attempt ${handoff.n}: ${handoff.proof}`,
        url: pull.url,
      };

const holding = ({ pull }: Case): Verdict | undefined => {
  if (pull?.labels.includes(labels.hold) === true)
    return held(`#${pull.number} has the label ${labels.hold}`, `take the label from ${pull.url}`);
  return pull?.draft === true ? held(`#${pull.number} is a draft`, `mark ${pull.url} as ready`) : undefined;
};

/** What a person holds GitHub does not merge by itself either. */
const onHold = (found: Case): Action | undefined => {
  const verdict = holding(found);
  const { number = 0, queued = false, auto = false } = found.pull ?? {};
  if (verdict === undefined || !(queued || auto)) return verdict;
  return { kind: "stop_merge", pull: number, by: queued ? "queue" : "auto" };
};

/** A pull request in conflict gets no checks at all: waiting for them would never end. */
const mergeable = ({ handoff, seen, pull }: Case): Verdict | undefined => {
  if (pull?.queued === true) return wait(`#${pull.number} is in the merge queue`, looked);
  if (pull?.way !== "conflict") return undefined;
  return seen.target === handoff.base
    ? wait("GitHub has not worked out yet whether it can be merged", soon)
    : { kind: "moved" };
};

/** The merge queue judges the very commit that it would put on the target: what it put out is work to be done again. */
const ejected = ({ handoff, seen, pull }: Case): Verdict | undefined => {
  if (pull?.ejected === undefined) return undefined;
  if (pull.ejected.conflict && seen.target !== handoff.base) return { kind: "moved" };
  const check = { name: "merge queue", state: "red", since: seen.now, url: pull.url } as const;
  return { kind: "red", checks: [check] };
};

/** How long GitHub may take to notice that the last of its rules is met, in milliseconds. */
const notices = 30_000;

/** Its rules ask for more than green checks. GitHub may merge it by itself then, if only what is up to date can be merged. */
const blocked = ({ handoff, seen, pull }: Case): Action | undefined => {
  if (pull?.way !== "blocked") return undefined;
  if (seen.rules.auto && !pull.auto) {
    const { sha, method, message } = handoff;
    return { kind: "auto_merge", pull: pull.number, sha, method, title: titleOf(handoff, pull), message };
  }
  if (seen.checks.some(({ name, since }) => name !== policyContext && seen.now - since < notices))
    return wait("GitHub works out whether it can be merged", soon);
  const rule = seen.rules.approvals > 0 ? "an approving review" : "something that its rules demand";
  return ask(`GitHub does not let #${pull.number} be merged without ${rule}`, `review it: ${pull.url}`);
};

const titleOf = ({ title }: Handoff, { number }: Pull): string => `${title} (#${number})`;

/** The last step, once every check is green. Only the tree that was proved reaches the target, one at a time. */
const merging = ({ handoff, seen, pull }: Case): Action => {
  if (pull === undefined || pull.way === "unknown")
    return wait("GitHub works out whether it can be merged", soon);
  if (seen.rules.queue) return { kind: "enqueue", pull: pull.number, sha: handoff.sha };
  if (!handoff.mayMerge) return { kind: "ready" };
  if (seen.target !== handoff.base) return { kind: "moved" };
  if (pull.way === "behind") return wait("GitHub has not seen yet that it is up to date", soon);
  const { sha, method, message } = handoff;
  return { kind: "merge", pull: pull.number, sha, method, title: titleOf(handoff, pull), message };
};

/** What stands in the way of a handoff, in the order in which it is looked at. */
const rows: readonly Row[] = [
  over,
  calledOff,
  delivered,
  opened,
  pointed,
  described,
  labelled,
  judged,
  onHold,
  mergeable,
  ejected,
  verdictOnChecks,
  blocked,
];

/** Deeds that bring it onto the target: what is said about it must be true by then. */
const onto: ReadonlySet<Action["kind"]> = new Set(["merge", "enqueue", "auto_merge"]);

/** What is to be said about an action at the pull request; nothing while there is more to do first. */
const toSay = (action: Action): Verdict | undefined => {
  if (onto.has(action.kind)) return { kind: "ready" };
  return isVerdict(action) && action.kind !== "moved" ? action : undefined;
};

/** The label says whether a person is waited for. */
const called = (verdict: Verdict, pull: Pull): Deed | undefined => {
  const isCalled = pull.labels.includes(labels.person);
  if (verdict.kind === "ask" && !isCalled) return { kind: "label", pull: pull.number, add: [labels.person] };
  return verdict.kind !== "ask" && isCalled
    ? { kind: "unlabel", pull: pull.number, name: labels.person }
    : undefined;
};

type Said = { readonly verdict: Verdict; readonly heard: Heard };

const noted = ({ verdict, heard }: Said, pull: Pull, { handoff, seen }: Case): Deed | undefined => {
  const text = noteText(handoff, verdict, heard);
  const [note] = seen.notes;
  if (note === undefined) return { kind: "note", pull: pull.number, text };
  return note.text.trim() === text.trim()
    ? undefined
    : { kind: "note", pull: pull.number, id: note.id, text };
};

/** Label and comment come before what they are about. */
const said = (action: Action, found: Case): Deed | undefined => {
  const verdict = toSay(action);
  return verdict === undefined || found.pull?.state !== "open"
    ? undefined
    : (called(verdict, found.pull) ?? noted({ verdict, heard: found.seen.heard }, found.pull, found));
};

/** What a command changes at the pull request itself, until it is so. */
const obeyed = ({ word, may }: Command, { number, labels: there }: Pull): Deed | undefined => {
  const isHeld = there.includes(labels.hold);
  if (may && word === "hold" && !isHeld) return { kind: "label", pull: number, add: [labels.hold] };
  return may && word === "release" && isHeld
    ? { kind: "unlabel", pull: number, name: labels.hold }
    : undefined;
};

/** People are heard before anything else is done about an open pull request: first what they ask for, then the answer. */
const spoken = (next: Action, found: Case): Deed | undefined => {
  const { handoff, seen, pull } = found;
  const command = seen.commands.find(({ id }) => id > seen.heard.upTo);
  if (command === undefined || pull?.state !== "open") return undefined;
  const heard = answered(seen.heard, command, handoff.n);
  const verdict = toSay(next) ?? wait("", looked);
  return obeyed(command, pull) ?? noted({ verdict, heard }, pull, found);
};

/**
 * What to do next about a handoff: one deed, or a verdict when nothing is left to do now. It remembers nothing, so that
 * it goes on from wherever a crash, a person or GitHub itself has left things.
 */
export const decide = (handoff: Handoff, seen: Seen): Action => {
  const isPast = seen.pull?.state === "closed" && seen.pull.head !== handoff.sha;
  const found: Case = { handoff, seen, ...(isPast || seen.pull === undefined ? {} : { pull: seen.pull }) };
  let action: Action | undefined;
  for (const row of rows) {
    action = row(found);
    if (action !== undefined) break;
  }
  const next = action ?? merging(found);
  return spoken(next, found) ?? said(next, found) ?? next;
};
