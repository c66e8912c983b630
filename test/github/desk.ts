import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { onTestFinished } from "vitest";
import { defaultConfig, type Config } from "../../src/core/config.ts";
import type { Proof } from "../../src/core/evidence.ts";
import type { HandOverOrder } from "../../src/core/order.ts";
import type { FromOrder } from "../../src/engine/ports/hands.ts";
import { findRepository } from "../../src/git/repository.ts";
import { taskOfHandoff } from "../../src/git/names.ts";
import { openGithub } from "../../src/github/open.ts";
import type { Token } from "../../src/github/token.ts";
import { placeOf, serverOf } from "../../src/github/place.ts";
import { carryOut } from "../../src/host/carry-out/carry-out.ts";
import type { Tools } from "../../src/host/carry-out/tools.ts";
import { openIntake } from "../../src/main/intake.ts";
import { openWholeGit, openWholeRemotes } from "../../src/main/git.ts";
import { documents } from "../../src/store/documents.ts";
import { botToken, Loopback } from "../world/github/loopback.ts";

type Told = Extract<FromOrder, { kind: "report" }>["report"];

const own: Token = { secret: () => Promise.resolve(botToken), from: "a test" };

const never = (): never => {
  throw new Error("not expected here");
};

/** What lies in a folder, file by file: by its path, what it holds. */
type Packed = readonly (readonly [path: string, bytes: Buffer])[];

const pack = (folder: string): Packed =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => [relative(folder, path), readFileSync(path)]);

const unpack = (packed: Packed, folder: string): void => {
  for (const [path, bytes] of packed) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
};

let prepared: { readonly repo: Packed; readonly hub: Packed } | undefined;

/**
 * A repository with a task, and what GitHub has of it: made once and written out for each desk, which takes no git at all. Kept in
 * memory, since nobody tells a process of tests when it is over.
 */
const prepare = (): NonNullable<typeof prepared> => {
  const home = mkdtempSync(join(tmpdir(), "traffic-prepared-"));
  const [repo, hub] = [join(home, "repo"), join(home, "hub")];
  const git = (...args: readonly string[]): unknown =>
    execFileSync("git", args, { cwd: home, stdio: "pipe" });
  git("init", "-q", "-b", "main", "--template=", repo);
  mkdirSync(join(repo, "tasks"));
  writeFileSync(join(repo, "README.md"), "# Garden\n");
  writeFileSync(join(repo, "tasks/greet.md"), "---\ntitle: Greet\n---\nSay hello to everyone.\n");
  git("-C", repo, "config", "user.name", "Ada");
  git("-C", repo, "config", "user.email", "ada@example.invalid");
  git("-C", repo, "config", "commit.gpgsign", "false");
  git("-C", repo, "add", "-A");
  git("-C", repo, "commit", "-q", "-m", "A garden");
  mkdirSync(join(hub, "refs/heads"), { recursive: true });
  cpSync(join(repo, ".git/objects"), join(hub, "objects"), { recursive: true });
  cpSync(join(repo, ".git/refs/heads/main"), join(hub, "refs/heads/main"));
  const packed = { repo: pack(repo), hub: pack(hub) };
  rmSync(home, { recursive: true });
  return packed;
};

/** A clone of a repository at the loopback GitHub, and what hands work over from it, with no engine. */
export class Desk {
  readonly github: Loopback;
  readonly path: string;
  config: Config = { ...defaultConfig, handoff: "pr" };
  tools!: Tools;
  #home: string;

  private constructor(github: Loopback, home: string) {
    this.github = github;
    this.#home = home;
    this.path = join(home, "repo");
  }

  static async open(): Promise<Desk> {
    const github = await new Loopback().start();
    const desk = new Desk(github, mkdtempSync(join(tmpdir(), "traffic-desk-")));
    // Files share this module: what is said at its top would hold for the first of them alone.
    onTestFinished(() => desk.close());
    prepared ??= prepare();
    unpack(prepared.repo, desk.path);
    unpack(prepared.hub, github.hub.gitDir);
    appendFileSync(
      join(desk.path, ".git/config"),
      `[remote "origin"]\n\turl = ${github.address}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n`,
    );
    await desk.restart();
    return desk;
  }

  async close(): Promise<void> {
    await this.github.stop();
    rmSync(this.#home, { recursive: true, force: true });
  }

  git(...args: readonly string[]): string {
    return execFileSync("git", args, { cwd: this.path, encoding: "utf8", stdio: "pipe" }).trim();
  }

  read(file: string): string {
    return readFileSync(join(this.path, file), "utf8");
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, name)), { recursive: true });
      writeFileSync(join(this.path, name), text);
    }
  }

  /** A commit on the branch that is checked out. */
  commit(files: Readonly<Record<string, string>>): string {
    this.write(files);
    this.git("add", "-A");
    this.git("commit", "-q", "-m", "A change");
    return this.git("rev-parse", "HEAD");
  }

  /** A commit beside the checkout, as an agent leaves it. */
  work(files: Readonly<Record<string, string>>, base = this.git("rev-parse", "main")): string {
    this.git("worktree", "add", "-q", "--detach", join(this.#home, "bench"), base);
    const at = (...args: string[]) =>
      execFileSync("git", args, { cwd: join(this.#home, "bench"), encoding: "utf8" }).trim();
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.#home, "bench", name), text);
    at("add", "-A");
    at("commit", "-q", "-m", "Work");
    const head = at("rev-parse", "HEAD");
    this.git("worktree", "remove", "--force", join(this.#home, "bench"));
    return head;
  }

  /** Somebody else's commit on a branch at GitHub. */
  push(branch: string, files: Readonly<Record<string, string>>): string {
    const head = this.work(files, this.github.hub.tip(branch));
    const before = this.github.hub.branches();
    this.git("push", "-q", "--force", this.github.hub.gitDir, `${head}:refs/heads/${branch}`);
    this.github.hub.settle(before);
    return head;
  }

  /** A new process: nothing that the one before had in its memory is left. */
  async restart(token: Token = own): Promise<void> {
    const repository = await findRepository(this.path);
    mkdirSync(repository.state, { recursive: true });
    const remotes = openWholeRemotes(repository);
    const server = serverOf(this.github.env);
    const place = placeOf(this.github.address, server);
    if (place === undefined) throw new Error("the loopback's address is not at its server");
    const at = openGithub({
      place,
      token,
      signsGitIn: true,
      taskOf: taskOfHandoff,
      interval: 20,
    });
    this.tools = {
      git: openWholeGit(repository),
      remotes,
      github: () => Promise.resolve(at),
      intake: (ground) => openIntake(repository, ground),
      documents,
      verifier: { run: never },
      preparer: { prepare: never },
      agents: { run: never, end: never, tell: never },
      models: { run: never, tell: never, rest: never, end: never },
      endpoint: { admit: never, close: never, reopen: never },
      words: () => [],
      driver: () => undefined,
      checkout: this.path,
      worktrees: repository.worktrees,
      state: join(this.path, ".git/traffic"),
      env: {},
    };
  }

  /** The proof of a piece of work on what GitHub's target holds now. */
  async prove(head: string, n = 1): Promise<Proof> {
    const ground = { target: "main", config: this.config };
    const at = await this.tools.github(ground);
    if ("kind" in at) throw new Error(at.why);
    const fetched = await this.tools.remotes.fetch({
      remote: "origin",
      branch: "main",
      signIn: await at.signIn(),
    });
    if (fetched.kind !== "fetched") throw new Error(fetched.why);
    const proposal = await this.tools.git.propose({ task: "greet", n, head, ground, onto: fetched.tip });
    if (proposal.kind !== "candidate") throw new Error("in conflict");
    const { base, candidate, tree, changes } = proposal;
    const check = {
      name: "unit",
      command: "true",
      outcome: "passed",
      exit: 0,
      seconds: 1,
      digest: "d",
    } as const;
    return { base, head, candidate, tree, changed: changes.length, judgesChanged: [], checks: [check] };
  }

  order(proof: Proof, over: Partial<HandOverOrder> = {}): HandOverOrder {
    const n = over.n ?? 1;
    return {
      kind: "hand_over",
      key: `greet@${n}/handover`,
      attempt: `greet@${n}`,
      task: "greet",
      n,
      turn: 1,
      ground: { target: "main", config: this.config },
      proof,
      title: "Greet",
      file: "tasks/greet.md",
      result: {
        task: "greet",
        attempt: n,
        title: "Greet",
        agent: "shell",
        outcome: "done",
        startedAt: 0,
        endedAt: 1000,
        base: proof.base,
        head: proof.head,
        candidate: proof.candidate,
        tree: proof.tree,
        checks: proof.checks,
        judgesChanged: [],
        cost: { usd: 0, source: "no model was used" },
      },
      mayMerge: false,
      ...over,
    };
  }

  /** Carries out an order that tells nothing until it is told to stop. */
  carryOut(order: Parameters<typeof carryOut>[0], signal: AbortSignal): Promise<void> {
    return carryOut(order, this.tools, { report: never, signal });
  }

  /** Carries out an order; returns what it told last. */
  async play(order: Parameters<typeof carryOut>[0]): Promise<Told> {
    const told: FromOrder[] = [];
    await carryOut(order, this.tools, {
      report: (input) => told.push(input),
      signal: new AbortController().signal,
    });
    const last = told.at(-1);
    if (last?.kind === "report" && last.report.kind === "faulted") throw new Error(last.report.message);
    if (last?.kind !== "report") throw new Error("nothing was told");
    return last.report;
  }

  /** The same, once GitHub has worked out whether it can be merged. */
  async settle(order: HandOverOrder): Promise<Told> {
    const told = await this.play(order);
    return told.kind === "waits" && told.why.includes("works out") ? this.play(order) : told;
  }

  /** Makes M of a piece of work and hands it over once; returns the order with M in it, and what was told. */
  async handOver(
    head: string,
    over: Partial<HandOverOrder> = {},
  ): Promise<{ order: HandOverOrder; told: Told }> {
    const order = this.order(await this.prove(head, over.n), over);
    const built = await this.play(order);
    if (built.kind !== "built") throw new Error(`M was not made: ${JSON.stringify(built)}`);
    const offered = { ...order, commit: built.commit };
    return { order: offered, told: await this.settle(offered) };
  }
}

/** A check that ends in a colour as soon as there is something to check. */
export const ci = (desk: Desk, colour: (nth: number) => string, log = ""): void => {
  let n = 0;
  desk.github.hub.onHead = (pull) => {
    n += 1;
    desk.github.hub.end(desk.github.hub.begin(pull, "traffic verify"), colour(n), log);
  };
};
