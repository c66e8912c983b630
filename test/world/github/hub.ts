import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { branchesIn, branchIn } from "./refs.ts";

/** A pull request as this GitHub keeps it. */
export type HubPull = {
  readonly number: number;
  readonly branch: string;
  head: string;
  base: string;
  title: string;
  body: string;
  state: "open" | "closed";
  merged?: { readonly commit: string; readonly at: number };
  draft: boolean;
  labels: string[];
  readonly user: string;
  readonly created: number;
  updated: number;
  /** Whether it can be merged is worked out only once somebody has asked. */
  isWorkedOut: boolean;
  approvals: number;
  auto?: { readonly method: string; readonly title: string; readonly message: string };
  queued: boolean;
  ejected?: { readonly why: string; readonly at: number };
};

export type HubComment = {
  readonly id: number;
  readonly issue: number;
  body: string;
  readonly user: string;
  readonly created: number;
  updated: number;
};

export type HubStatus = {
  readonly sha: string;
  readonly context: string;
  readonly state: string;
  readonly text: string;
  readonly url: string;
  readonly at: number;
};

export type HubRun = {
  readonly id: number;
  readonly name: string;
  readonly sha: string;
  readonly branch: string;
  readonly event: string;
  status: string;
  conclusion: string | null;
  attempt: number;
  readonly created: number;
  updated: number;
};

/** A job of a run, which is a check of its commit. */
export type HubJob = {
  readonly id: number;
  readonly run: number;
  readonly sha: string;
  readonly name: string;
  status: string;
  conclusion: string | null;
  started: number;
  completed: number | null;
  log: string;
};

export type HubIssue = {
  readonly number: number;
  title: string;
  body: string;
  state: "open" | "closed";
  labels: string[];
  readonly user: string;
  readonly created: number;
  updated: number;
};

export type Ruling = {
  /** Names of checks that a pull request needs. */
  checks: string[];
  strict: boolean;
  approvals: number;
  queue: boolean;
};

/** Whether a pull request can be merged, in GitHub's words. */
export type Mergeable = { readonly mergeable: boolean | null; readonly state: string };

/** One repository at a GitHub of our own: its git, and all that is known of it. */
export class Hub {
  readonly owner = "octo";
  readonly name = "garden";
  readonly gitDir: string;
  readonly pulls = new Map<number, HubPull>();
  readonly issues = new Map<number, HubIssue>();
  readonly comments: HubComment[] = [];
  readonly statuses: HubStatus[] = [];
  readonly runs: HubRun[] = [];
  readonly jobs: HubJob[] = [];
  readonly rules: Ruling = { checks: [], strict: false, approvals: 0, queue: false };
  readonly settings = { squash: true, merge: true, rebase: true, auto: false, deletesBranch: false };
  readonly collaborators = new Map<string, string>([["traffic-bot", "write"]]);
  /** Told of each new head of an open pull request; what a workflow would be started by. */
  onHead: (pull: HubPull) => void = () => {};
  /** Told of everything that GitHub would send a webhook for. */
  onEvent: (event: string, action: string, number: number) => void = () => {};
  #ids = 1000;
  /** Commits that have come here, and trees of merges: both stay. */
  readonly #known = new Set<string>();
  readonly #merges = new Map<string, string>();
  /** This GitHub's clock runs ahead of ours by so many milliseconds. */
  skew = 0;

  constructor(root: string) {
    this.gitDir = join(root, "octo", "garden.git");
    mkdirSync(this.gitDir, { recursive: true });
    this.git("init", "-q", "--bare", "-b", "main", "--template=");
    appendFileSync(
      join(this.gitDir, "config"),
      "[http]\n\treceivepack = true\n[uploadpack]\n\tallowAnySHA1InWant = true\n",
    );
  }

  get now(): number {
    return Date.now() + this.skew;
  }

  id(): number {
    this.#ids += 1;
    return this.#ids;
  }

  git(...args: readonly string[]): string {
    const env = {
      PATH: process.env["PATH"],
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_AUTHOR_NAME: "GitHub",
      GIT_AUTHOR_EMAIL: "noreply@github.test",
      GIT_COMMITTER_NAME: "GitHub",
      GIT_COMMITTER_EMAIL: "noreply@github.test",
    };
    return execFileSync("git", args, { cwd: this.gitDir, env, encoding: "utf8", stdio: "pipe" }).trim();
  }

  tip(branch: string): string | undefined {
    return branchIn(this.gitDir, branch);
  }

  has(sha: string): boolean {
    if (this.#known.has(sha)) return true;
    try {
      this.git("cat-file", "-e", `${sha}^{commit}`);
    } catch {
      return false;
    }
    if (/^[0-9a-f]{40}$/.test(sha)) this.#known.add(sha);
    return this.#known.has(sha);
  }

  file(ref: string, path: string): string | undefined {
    try {
      return this.git("show", `${ref}:${path}`);
    } catch {
      return undefined;
    }
  }

  branches(): Map<string, string> {
    return branchesIn(this.gitDir);
  }

  /** What follows when branches have moved by a push or a merge. */
  settle(before: ReadonlyMap<string, string>): void {
    const after = this.branches();
    for (const pull of this.pulls.values()) {
      if (pull.state !== "open") continue;
      const head = after.get(pull.branch);
      if (head === undefined) this.close(pull);
      else if (head !== pull.head) this.setHead(pull, head);
      if (after.get(pull.base) !== before.get(pull.base)) pull.isWorkedOut = false;
    }
  }

  setHead(pull: HubPull, head: string): void {
    pull.head = head;
    pull.isWorkedOut = false;
    pull.queued = false;
    pull.approvals = 0;
    this.touch(pull);
    this.git("update-ref", `refs/pull/${pull.number}/head`, head);
    this.onEvent("pull_request", "synchronize", pull.number);
    this.onHead(pull);
  }

  touch(one: { updated: number }): void {
    one.updated = this.now;
  }

  close(pull: HubPull): void {
    pull.state = "closed";
    this.touch(pull);
    this.onEvent("pull_request", "closed", pull.number);
  }

  open(given: Pick<HubPull, "branch" | "base" | "title" | "body" | "user">): HubPull {
    const pull = this.pull({ ...given, head: this.tip(given.branch) ?? "" });
    this.git("update-ref", `refs/pull/${pull.number}/head`, pull.head);
    this.onEvent("pull_request", "opened", pull.number);
    this.onHead(pull);
    return pull;
  }

  /** A pull request on record, of which git knows nothing. */
  pull(given: Pick<HubPull, "branch" | "head"> & Partial<HubPull>): HubPull {
    const number = this.pulls.size + this.issues.size + 1;
    const { now } = this;
    const pull: HubPull = {
      base: "main",
      title: "Work",
      body: "",
      user: "traffic-bot",
      state: "open",
      draft: false,
      labels: [],
      created: now,
      updated: now,
      isWorkedOut: false,
      approvals: 0,
      queued: false,
      ...given,
      number,
    };
    this.pulls.set(number, pull);
    return pull;
  }

  /** The tree of a merge; `undefined` where both sides changed the same places. */
  mergeTree(base: string, head: string): string | undefined {
    const known = this.#merges.get(`${base} ${head}`);
    if (known !== undefined) return known;
    try {
      const [tree = ""] = this.git(
        "merge-tree",
        "--write-tree",
        "--allow-unrelated-histories",
        base,
        head,
      ).split("\n");
      this.#merges.set(`${base} ${head}`, tree);
      return tree;
    } catch {
      return undefined;
    }
  }

  isWithin(older: string, newer: string): boolean {
    try {
      this.git("merge-base", "--is-ancestor", older, newer);
      return true;
    } catch {
      return false;
    }
  }

  /** How a check of a commit ended, by its name. */
  colours(sha: string): Map<string, string | null> {
    const colours = new Map<string, string | null>();
    for (const { context, state } of this.statuses.filter((one) => one.sha === sha))
      colours.set(context, state === "pending" ? null : state === "success" ? "success" : "failure");
    for (const { name, conclusion } of this.jobs.filter((one) => one.sha === sha))
      colours.set(name, conclusion);
    return colours;
  }

  /** Which of the demanded checks are not green on a pull request's head. */
  lacking(pull: HubPull): string[] {
    const colours = this.colours(pull.head);
    return this.rules.checks.filter(
      (name) => !["success", "skipped", "neutral"].includes(colours.get(name) ?? ""),
    );
  }

  mergeability(pull: HubPull): Mergeable {
    if (!pull.isWorkedOut) {
      pull.isWorkedOut = true;
      return { mergeable: null, state: "unknown" };
    }
    const base = this.tip(pull.base) ?? "";
    if (this.mergeTree(base, pull.head) === undefined) return { mergeable: false, state: "dirty" };
    if (pull.draft) return { mergeable: true, state: "draft" };
    if (this.rules.strict && !this.isWithin(base, pull.head)) return { mergeable: true, state: "behind" };
    if (this.lacking(pull).length > 0 || pull.approvals < this.rules.approvals)
      return { mergeable: true, state: "blocked" };
    const all = [...this.colours(pull.head).values()];
    const isClean = all.every((colour) => ["success", "skipped", "neutral"].includes(colour ?? ""));
    return { mergeable: true, state: isClean ? "clean" : "unstable" };
  }

  /** Brings a pull request onto its base, as GitHub's button does. */
  merge(pull: HubPull, method: string, message: string): string {
    const base = this.tip(pull.base) ?? "";
    const tree = this.mergeTree(base, pull.head) ?? "";
    const parents = method === "merge" ? ["-p", base, "-p", pull.head] : ["-p", base];
    const commit = this.git("commit-tree", ...parents, "-m", message, tree);
    const before = this.branches();
    this.git("update-ref", `refs/heads/${pull.base}`, commit, base);
    pull.merged = { commit, at: this.now };
    pull.state = "closed";
    pull.queued = false;
    this.touch(pull);
    const closes = /\bcloses octo\/garden#(\d+)/i.exec(pull.body)?.[1];
    const issue = this.issues.get(Number(closes));
    if (issue !== undefined) {
      issue.state = "closed";
      this.touch(issue);
    }
    if (this.settings.deletesBranch) this.git("update-ref", "-d", `refs/heads/${pull.branch}`);
    this.onEvent("pull_request", "closed", pull.number);
    this.settle(before);
    return commit;
  }

  /** A workflow begins on a commit: one run with one job. */
  begin(
    pull: Pick<HubPull, "head" | "branch">,
    name: string,
    event = "pull_request",
  ): { readonly run: HubRun; readonly job: HubJob } {
    const { now } = this;
    const run: HubRun = {
      id: this.id(),
      name,
      sha: pull.head,
      branch: pull.branch,
      event,
      status: "in_progress",
      conclusion: null,
      attempt: 1,
      created: now,
      updated: now,
    };
    const job: HubJob = {
      id: this.id(),
      run: run.id,
      sha: pull.head,
      name,
      status: "in_progress",
      conclusion: null,
      started: now,
      completed: null,
      log: "",
    };
    this.runs.push(run);
    this.jobs.push(job);
    return { run, job };
  }

  end({ run, job }: { run: HubRun; job: HubJob }, conclusion: string, log = ""): void {
    const { now } = this;
    Object.assign(job, { status: "completed", conclusion, completed: now, log });
    Object.assign(run, { status: "completed", conclusion, updated: now });
    this.onEvent("workflow_run", "completed", 0);
    for (const pull of this.pulls.values()) if (pull.state === "open") this.autoMerge(pull);
  }

  /** Somebody writes an issue. */
  issue(given: Pick<HubIssue, "title" | "body" | "user" | "labels">): HubIssue {
    const { now } = this;
    const number = this.pulls.size + this.issues.size + 1;
    const issue: HubIssue = { ...given, number, state: "open", created: now, updated: now };
    this.issues.set(number, issue);
    this.onEvent("issues", "opened", number);
    return issue;
  }

  /** Somebody writes a comment. */
  say(issue: number, user: string, body: string): HubComment {
    const { now } = this;
    const comment = { id: this.id(), issue, body, user, created: now, updated: now };
    this.comments.push(comment);
    const one = this.pulls.get(issue) ?? this.issues.get(issue);
    if (one !== undefined) this.touch(one);
    this.onEvent("issue_comment", "created", issue);
    return comment;
  }

  /** What GitHub does by itself once its rules are met. */
  autoMerge(pull: HubPull): void {
    if (pull.auto === undefined || this.lacking(pull).length > 0 || pull.approvals < this.rules.approvals)
      return;
    const { method, title, message } = pull.auto;
    this.merge(pull, method.toLowerCase(), `${title}\n\n${message}`);
  }
}
