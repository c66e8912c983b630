import { expect, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import type { News } from "../../src/engine/ports/news.ts";
import { openWholeGit } from "../../src/main/git.ts";
import { observeTarget } from "../../src/main/observe.ts";
import { scratch, type Scratch } from "../git/scratch.ts";

/** What a host tells that begins to look, until it has told what is put away. */
const beginning = async ({ repository }: Scratch): Promise<readonly News[]> => {
  const told: News[] = [];
  const git = { ...openWholeGit(repository), watchTarget: () => () => undefined };
  const settings = { repository, entry: "", folders: defaultConfig.folders };
  await new Promise<void>((resolve) => {
    const tell = (news: News): void => {
      told.push(news);
      if (news.kind === "stashed") resolve();
    };
    observeTarget(git, settings, { tell, quiet: async () => undefined });
  });
  return told;
};

test("a host that takes over tells what is put away, and that nothing is any more", async () => {
  const world = await scratch();
  world.write("tasks/a.md", "nobody's");
  world.run(["stash", "-q", "-u"]);
  expect(await beginning(world)).toMatchObject([
    { kind: "definitions" },
    { kind: "tallies" },
    { kind: "target" },
    { kind: "stashed", files: [["tasks/a.md", expect.any(Number)]] },
  ]);
  world.run(["stash", "pop", "-q"]);
  expect((await beginning(world)).at(-1)).toEqual({ kind: "stashed", files: [] });
});
