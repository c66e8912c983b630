import { existsSync, readdirSync, renameSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runs } from "../world/runs.ts";
import { makeRepository, type Repository } from "../world/repository.ts";

/** Enough for states to be put away, and for the table and the log of what was read to be used in turn. */
const count = 520;

const idOf = (at: number): string => `task-${String(at).padStart(3, "0")}`;
const fileOf = (at: number): string => `tasks/${idOf(at)}.md`;
const textOf = (at: number, status = "todo"): string =>
  `---\ntitle: Do ${at}\nstatus: ${status}\npriority: P${at % 4}\ndepends_on: [${at % 3 === 2 ? idOf(at - 1) : ""}]\ncommand: "true"\nverify: ["true"]\n---\n`;

let repository: Repository;

beforeEach(() => {
  const tasks = Array.from({ length: count }, (_, at) => [fileOf(at), textOf(at, "draft")] as const);
  repository = makeRepository(Object.fromEntries(tasks));
  settle();
});

afterEach(() => repository.remove());

/** Files that were written just now are read again, however their stamps look: these are from before. */
const settle = (): void => {
  const past = Date.now() / 1000 - 60;
  const root = repository.path;
  for (const name of readdirSync(join(root, "tasks"))) utimesSync(join(root, "tasks", name), past, past);
  utimesSync(join(root, "tasks"), past, past);
};

const state = (): string => join(repository.path, ".git/traffic");
const caches = ["index", "index.log", "index.problems", "image", "answers"];
const forget = (): void => {
  for (const name of caches) rmSync(join(state(), name), { recursive: true, force: true });
};

const questions = [["ls"], ["ls", "--all"], ["ls", "--json"], ["plan", "--json"], ["ls", "--phase", "ready"]];

const ask = async (words: readonly string[]): Promise<string> => {
  const { code, out, err } = await repository.traffic(...words);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
};

type Edit = readonly ["write" | "remove" | "move" | "config" | "add" | "hold" | "old", number];

const edits: fc.Arbitrary<Edit> = fc.tuple(
  fc.constantFrom("write", "write", "remove", "move", "config", "add", "hold", "old"),
  fc.nat(count - 1),
);

const apply = async ([kind, at]: Edit): Promise<void> => {
  const path = join(repository.path, fileOf(at));
  const isThere = existsSync(path);
  switch (kind) {
    case "write":
      return repository.write({ [fileOf(at)]: textOf(at, ["todo", "done", "cancelled", "draft"][at % 4]) });
    case "remove":
      return rmSync(path, { force: true });
    case "move":
      repository.write({ "tasks/sub/.keep": "" });
      return isThere ? renameSync(path, join(repository.path, `tasks/sub/${idOf(at)}.md`)) : undefined;
    case "config":
      return repository.write({ "traffic.yaml": `slots: { agents: ${1 + (at % 9)} }\n` });
    case "add":
      return void (await ask(["add", `Another ${at}`]));
    case "hold":
      return isThere ? void (await repository.traffic("hold", idOf(at))) : undefined;
    case "old":
      return settle();
  }
};

const move = (from: (name: string) => string, to: (name: string) => string): void => {
  for (const name of caches)
    if (existsSync(join(state(), from(name)))) renameSync(join(state(), from(name)), join(state(), to(name)));
};

/** A question asked four times, as things get warmer, and once with nothing kept; resolves with the answer. */
const expectAlike = async (question: readonly string[]): Promise<string> => {
  const warm = [await ask(question), await ask(question), await ask(question), await ask(question)];
  move(
    (name) => name,
    (name) => `${name}.kept`,
  );
  const cold = await ask(question);
  forget();
  move(
    (name) => `${name}.kept`,
    (name) => name,
  );
  expect([question, ...warm]).toEqual([question, cold, cold, cold, cold]);
  return cold;
};

/** Does something where the engine that runs cannot be asked: what commands say then is what the journal says. */
const unasked = async <T>(work: () => Promise<T>): Promise<T> => {
  const socket = join(state(), "engine.sock");
  renameSync(socket, `${socket}.away`);
  try {
    return await work();
  } finally {
    renameSync(`${socket}.away`, socket);
  }
};

const expectAlikeAfter = async (script: readonly Edit[]): Promise<void> => {
  for (const [at, edit] of script.entries()) {
    await apply(edit);
    await expectAlike(questions[at % questions.length] ?? ["ls"]);
  }
};

test("what is asked again is answered as if for the first time, whatever was edited between", async () => {
  // Where no task can begin, what is said of them holds, and is kept.
  for (let look = 0; look < 4; look += 1) await ask(["ls"]);
  expect(readdirSync(join(state(), "answers")).length).toBeGreaterThan(0);
  await fc.assert(fc.asyncProperty(fc.array(edits, { minLength: 8, maxLength: 8 }), expectAlikeAfter), {
    // Each run of the tests tries another; a thousand scripts are tried on the store alone, in test/store/warm.test.ts.
    numRuns: runs(1),
    endOnFailure: true,
  });
});

test("so it is after a run, and what an engine has come to see is seen beside it and told by it", async () => {
  for (const at of [0, 1, 2, 4, 7]) repository.write({ [fileOf(at)]: textOf(at) });
  repository.commit("Some are to be done");
  await repository.traffic("run");
  settle();
  await expectAlikeAfter([
    ["old", 0],
    ["write", 9],
    ["old", 0],
  ]);
  const statusOf = async (at: number): Promise<string | undefined> => {
    const { tasks } = JSON.parse(await ask(["ls", "--json"])) as { tasks: { id: string; status: string }[] };
    return tasks.find(({ id }) => id === idOf(at))?.status;
  };
  await repository.traffic("up");
  try {
    for (const [at, status] of ["draft", "cancelled"].entries()) {
      repository.write({ [fileOf(9)]: textOf(9, status) });
      await vi.waitUntil(async () => (await statusOf(9)) === status, { timeout: 60_000, interval: 100 });
      for (const question of questions.filter((_, n) => n % 2 === at)) {
        const found = await unasked(() => expectAlike(question));
        expect([question, await ask(question), await ask(question)]).toEqual([question, found, found]);
      }
    }
  } finally {
    await repository.traffic("down");
  }
});
