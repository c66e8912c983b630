import { expect, test } from "vitest";
import { rulesAt } from "../../../src/host/carry-out/rules.ts";
import type { Git } from "../../../src/engine/ports/git.ts";
import { fakeGit } from "../../world/git.ts";
import { orders } from "../../world/orders.ts";
import { theatre } from "./world.ts";

const counted = (show: (path: string) => Promise<string | undefined>): { git: Git; asked: string[] } => {
  const asked: string[] = [];
  const git: Git = {
    ...fakeGit().git,
    show: (commit, path) => {
      asked.push(`${commit}:${path}`);
      return show(path);
    },
  };
  return { git, asked };
};

test("a commit's rules are asked for once, and again where that failed", async () => {
  const { git, asked } = counted((path) => Promise.resolve(path === "AGENTS.md" ? "Be kind.\n" : undefined));
  await Promise.all([rulesAt(git, "b1"), rulesAt(git, "b1")]);
  expect(await rulesAt(git, "b1")).toEqual({ "AGENTS.md": "Be kind.", "CLAUDE.md": "" });
  expect(asked).toEqual(["b1:AGENTS.md", "b1:CLAUDE.md"]);
  await rulesAt(git, "b2");
  expect(asked).toHaveLength(4);
  const broken = counted(() => Promise.reject(new Error("no git")));
  for (const _ of [1, 2]) await expect(rulesAt(broken.git, "b1")).rejects.toThrow("no git");
  expect(broken.asked).toHaveLength(4);
});

test("they are on their way once a worktree for a model is ready, and not for a command", async () => {
  for (const [over, times] of [
    [{ paid: true }, 2],
    [{}, 0],
  ] as const) {
    const { git, asked } = counted(() => Promise.resolve(undefined));
    const stage = theatre({ tools: { git } });
    expect(await stage.play(orders.prepare(over))).toMatchObject({ kind: "prepared" });
    expect(asked).toHaveLength(times);
  }
});
