import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Landing } from "../../../src/engine/ports/git.ts";
import { land } from "../../../src/git/landing/land.ts";
import { landed } from "../../../src/git/landing/landed.ts";
import { editOf, groundOf } from "./errand.ts";
import { killedAt } from "./killer.ts";
import type { Situation } from "./situations.ts";
import {
  addSubmodule,
  baseFiles,
  changeFiles,
  changeKinds,
  changeSubmodule,
  situations,
} from "./situations.ts";
import type { Photograph } from "./world.ts";
import {
  ask,
  buildOn,
  clear,
  copy,
  git,
  lendObjects,
  photograph,
  put,
  repositoryWith,
  treeWith,
  uphold,
} from "./world.ts";

afterAll(clear);

const template = repositoryWith(baseFiles);
addSubmodule(template);
put(template, "src/keep.txt", "kept\n");
git(template, "commit", "-q", "-a", "-m", "second");

/** A repository in the situation, with M built and the person's things photographed. */
type Scene = {
  readonly situation: Situation;
  readonly place: string;
  readonly commit: string;
  readonly before: Photograph;
};

const changesOf =
  ({ change }: Situation) =>
  (place: string): void => {
    changeFiles(place);
    if (change === "kinds") changeKinds(place);
    if (change === "submodule") changeSubmodule(place);
  };

const sceneOf = async (situation: Situation): Promise<Scene> => {
  const place = copy(template);
  situation.arrange?.(place);
  const base = ask(place, "rev-parse", "main");
  const tree = treeWith(place, base, changesOf(situation));
  const ground = groundOf(situation.commits);
  const commit = await buildOn(place, { base, tree, ground });
  situation.afterwards?.(place);
  lendObjects(place);
  return { situation, place, commit, before: photograph(place) };
};

const landIn = (place: string, scene: Scene, reached?: (step: string) => void): Promise<Landing> =>
  land(place, {
    commit: scene.commit,
    edit: editOf(),
    ground: groundOf(scene.situation.commits),
    ...(reached === undefined ? {} : { reached }),
  });

const check = (place: string, scene: Scene, outcome: Landing): void => {
  const { situation, commit, before } = scene;
  expect(outcome.kind).toBe(situation.ends);
  if (outcome.kind === "blocked") {
    expect(outcome.why).toMatch(situation.why ?? /never/);
    expect(outcome.paths).toEqual(situation.paths ?? []);
  }
  const brings = outcome.kind === "landed" ? (situation.brings ?? []) : [];
  uphold({ place, commit, before, outcome, brings });
};

/** Where everything may go wrong: the steps that an uninterrupted landing reached. */
const stepsOf = async (scene: Scene): Promise<readonly string[]> => {
  const steps: string[] = [];
  await landIn(copy(scene.place), scene, (step) => steps.push(step));
  return steps;
};

/** The steps of the first column, in which nothing of a person's is about. */
let plain: readonly string[] = [];

/**
 * The steps to be killed at: all of them where a landing has steps of its own. Where it takes the very same files from the
 * same places as in the first column, that one is killed at every file, and this while a file is away and when half are in place.
 */
const killsIn = (steps: readonly string[]): readonly number[] => {
  const all = [...steps.keys()];
  if (plain.length === 0) plain = steps;
  else if (steps.join("\n") === plain.join("\n")) {
    const moves = all.filter((at) => /^(?:took|put) /.test(steps[at] ?? ""));
    const [away, half] = [moves[1], moves[Math.floor(moves.length / 2)]];
    return all.filter((at) => !moves.includes(at) || at === away || at === half);
  }
  return all;
};

const killAndFinish = async (scene: Scene, step: number): Promise<void> => {
  const place = copy(scene.place);
  expect(await killedAt(place, scene.commit, step), "it was killed there").toBe(true);
  check(place, scene, await landIn(place, scene));
};

/** Two at a time: this machine's cores are shared. */
const inPairs = async (count: number, each: (index: number) => Promise<void>): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await each(next - 1);
    }
  };
  await Promise.all([lane(), lane()]);
};

describe.each(situations.map((situation) => [situation.name, situation] as const))(
  "%s",
  (_name, situation) => {
    let scene: Scene;
    beforeAll(async () => {
      scene = await sceneOf(situation);
    });

    test("land", async () => {
      const { place: origin } = scene;
      const place = copy(origin);
      const outcome = await landIn(place, scene);
      check(place, scene, outcome);
      const found = await landed(place, { task: "t", n: 1, ground: groundOf() });
      expect(found).toBe(outcome.kind === "landed" ? scene.commit : undefined);
    });

    test.skipIf(situation.variant)("killed at each step, then landed again", async () => {
      const steps = await stepsOf(scene);
      expect(new Set(steps).size, "every step has a name of its own").toBe(steps.length);
      const kills = killsIn(steps);
      await inPairs(kills.length, async (at) => killAndFinish(scene, kills[at] ?? 0));
    });

    test("two landings in a row", async () => {
      const first = scene;
      const place = copy(first.place);
      check(place, first, await landIn(place, first));
      check(place, first, await landIn(place, first));
      if (situation.ends !== "landed") return;
      const tree = treeWith(place, first.commit, (files) => put(files, "src/second.txt", "second\n"));
      const ground = groundOf(situation.commits);
      const commit = await buildOn(place, { base: first.commit, tree, n: 2, ground });
      const second = { ...first, commit, before: photograph(place) };
      const outcome = await landIn(place, second);
      expect(outcome.kind).toBe("landed");
      uphold({ place, commit, before: second.before, outcome });
    });

    test.runIf(situation.clear)("landed once the way is clear", async () => {
      const { place: origin, commit } = scene;
      const place = copy(origin);
      situation.clear?.(place);
      const before = photograph(place);
      const outcome = await landIn(place, scene);
      expect(outcome.kind).toBe("landed");
      uphold({ place, commit, before, outcome, brings: situation.brings ?? [] });
    });
  },
);
