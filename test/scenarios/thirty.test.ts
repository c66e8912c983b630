import { afterEach, expect, test } from "vitest";
import { random } from "../../src/core/random.ts";
import { graphOfThirty } from "../world/graph-of-thirty.ts";
import { makeRepository, type Repository } from "../world/repository.ts";

let repository: Repository | undefined;

afterEach(() => repository?.remove());

/** Tasks in the order they landed, by the trailers on the target. */
const landed = (repo: Repository): string[] =>
  repo
    .git(
      "log",
      "--reverse",
      "--first-parent",
      "--format=%(trailers:key=Traffic-Task,valueonly,separator=%x2C)",
      "main",
    )
    .split("\n")
    .filter((line) => line !== "");

const expectTheEnd = async (repo: Repository, parents: Readonly<Record<string, string[]>>): Promise<void> => {
  const order = landed(repo);
  expect([...order].sort()).toEqual(Object.keys(parents));
  for (const [id, needs] of Object.entries(parents)) {
    for (const need of needs) expect(order.indexOf(need)).toBeLessThan(order.indexOf(id));
  }
  const audit = await repo.traffic("audit", "--json");
  const { audits } = JSON.parse(audit.out) as { audits: { task: string; wrong: string[] }[] };
  expect(audit.code).toBe(0);
  expect(audits).toHaveLength(30);
  expect(audits.flatMap(({ wrong }) => wrong)).toEqual([]);
  expect(repo.git("status", "--porcelain")).toBe("");
  expect(repo.git("branch", "--list", "traffic/*")).toBe("");
  expect(repo.leftovers()).toEqual([]);
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test("killed eight times with its whole process group, it comes to the same end", async () => {
  const { files, parents } = graphOfThirty();
  repository = makeRepository(files);
  const chance = random(Number(process.env["TRAFFIC_SEED"] ?? 11));
  for (let kill = 0; kill < 8; kill += 1) {
    const { child, ended } = repository.start("run", "--json");
    await pause(300 + chance() * 900);
    if (child.exitCode === null) process.kill(-(child.pid ?? 0), "SIGKILL");
    await ended;
  }
  const { code, out, err } = await repository.traffic("run", "--json");
  expect({ code, err, last: out.trim().split("\n").at(-1) }).toMatchObject({ code: 0 });
  await expectTheEnd(repository, parents);
});

test("of two runs at once the second follows the first: thirty tasks all land once, parents first, with proofs that hold", async () => {
  const { files, parents } = graphOfThirty();
  repository = makeRepository(files);
  const both = await Promise.all([repository.traffic("run", "--json"), repository.traffic("run", "--json")]);
  for (const { code, out } of both) {
    expect(code).toBe(0);
    const last = JSON.parse(out.trim().split("\n").at(-1) ?? "") as { done: string[] };
    expect(last).toMatchObject({ schema: "traffic/summary@1", failed: [], waiting: [] });
    expect([...last.done].sort()).toEqual(Object.keys(parents));
  }
  await expectTheEnd(repository, parents);
});
