import { expect, test } from "vitest";
import { landingFacts, readHistory } from "../../src/git/evidence.ts";
import { scratch } from "./scratch.ts";

test("work that shares no history with the target is merged again as it was for its candidate", async () => {
  const world = await scratch();
  const base = world.run(["rev-parse", "HEAD"]);
  world.run(["checkout", "-q", "--orphan", "alone"]);
  world.run(["rm", "-q", "-r", "-f", "."]);
  world.write("alone.txt", "alone");
  const head = world.commit("alone");
  world.run(["switch", "-q", "main"]);
  const made = await world.git.propose({ task: "a", n: 1, head, ground: world.ground });
  const tree = made.kind === "candidate" ? made.tree : "";
  world.run(["merge", "-q", "--no-commit", "--allow-unrelated-histories", head]);
  world.write("results/a/1.md", "done");
  const tip = world.commit("land");

  const place = { root: world.repository.checkout, tip, results: "results" };
  const path = "results/a/1.md";
  const work = { task: "a", path, base, head, tree, isRecord: (one: string) => one === path };
  expect(await landingFacts(place, await readHistory(place), work)).toMatchObject({
    commit: tip,
    merged: tree,
    extra: [path],
    bare: tree,
  });
});

test("a proof is the same for everyone, however their git is set up", async () => {
  const world = await scratch();
  world.run(["switch", "-q", "-c", "work"]);
  world.run(["mv", "src/a.txt", "src/b.txt"]);
  const head = world.commit("rename");
  world.run(["switch", "-q", "main"]);
  world.write("src/a.txt", "changed\n");
  const base = world.commit("the target moves");
  const made = await world.git.propose({ task: "a", n: 1, head, ground: world.ground });
  const tree = made.kind === "candidate" ? made.tree : "";
  world.run(["merge", "-q", "--no-commit", head]);
  world.write("results/a/1.md", "done");
  const tip = world.commit("Land\n\nTraffic-Task: a");
  const place = { root: world.repository.checkout, tip, results: "results" };
  const path = "results/a/1.md";
  const work = { task: "a", path, base, head, tree, isRecord: (one: string) => one === path };
  const found = async () => landingFacts(place, await readHistory(place), work);
  const before = await found();
  expect(before).toMatchObject({ parents: [base, head], merged: tree, claims: [{ commit: tip }] });
  const settings = [
    "[trailer]",
    "separators = =",
    "[log]",
    "showSignature = true",
    "[merge]",
    "renames = false",
  ];
  world.write("../gitconfig", settings.join("\n"));
  expect(await found()).toEqual(before);
});
