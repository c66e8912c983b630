import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { land } from "../../../src/git/landing/land.ts";
import { editOf, groundOf } from "./errand.ts";
import { killedAt } from "./killer.ts";
import { baseFiles } from "./situations.ts";
import {
  ask,
  buildOn,
  clear,
  copy,
  git,
  photograph,
  put,
  repositoryWith,
  treeWith,
  uphold,
} from "./world.ts";

afterAll(clear);

const template = repositoryWith({ ...baseFiles, "deep/er/file": "deep\n", "deep/other": "other\n" });

/** Few names, so that what a person does and what M does meet often; some are folders of others. */
const paths = [
  "src/a.txt",
  "src/keep.txt",
  "old.txt",
  "run.sh",
  "shape",
  "shape/in",
  "nest",
  "nest/y",
  "nest/one/x",
  "deep/er/file",
  "deep/er",
  "new.txt",
  "b.log",
  "src/new/b",
] as const;
const kinds = [
  "write",
  "same",
  "stage",
  "unstage",
  "intend",
  "remove",
  "rename",
  "folder",
  "mode",
  "link",
] as const;

type Act = { readonly kind: (typeof kinds)[number]; readonly path: string; readonly other: string };

const act = fc.record({
  kind: fc.constantFrom(...kinds),
  path: fc.constantFrom(...paths),
  other: fc.constantFrom(...paths),
});

const isFile = (path: string): boolean => {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true;
};

/** Acts that make no sense where things stand are left out, as a person would. */
const acts: Record<Act["kind"], (place: string, act: Act) => void> = {
  write: (place, { path }) => put(place, path, "a person's\n"),
  same: (place, { path }) => put(place, path, "M's\n"),
  stage: (place, { path }) => git(place, "add", "-f", "-A", path),
  unstage: (place, { path }) => git(place, "rm", "-q", "--cached", "-r", path),
  intend: (place, { path }) => git(place, "add", "-f", "-N", path),
  remove: (place, { path }) => rmSync(join(place, path), { recursive: true }),
  rename: (place, { path, other }) => {
    mkdirSync(dirname(join(place, other)), { recursive: true });
    git(place, "mv", path, other);
  },
  folder: (place, { path }) => put(place, `${path}/mine`, "in a folder\n"),
  mode: (place, { path }) => {
    if (isFile(join(place, path))) chmodSync(join(place, path), 0o755);
  },
  link: (place, { path, other }) => {
    if (!existsSync(join(place, path))) symlinkSync(other, join(place, path));
  },
};

const perform = (place: string, done: readonly Act[]): void => {
  for (const act of done) {
    try {
      acts[act.kind](place, act);
    } catch {
      // It made no sense there.
    }
  }
};

/** M's acts: the same, on files only. */
const change = fc.record({
  kind: fc.constantFrom("same", "remove", "folder", "mode", "link"),
  path: fc.constantFrom(...paths),
  other: fc.constantFrom(...paths),
}) as fc.Arbitrary<Act>;

type Scene = { readonly theirs: Act[]; readonly ours: Act[]; readonly kill: number | null };

const scene: fc.Arbitrary<Scene> = fc.record({
  theirs: fc.array(act, { maxLength: 5 }),
  ours: fc.array(change, { minLength: 1, maxLength: 5 }),
  kill: fc.option(fc.nat(9), { freq: 2 }),
});

const written = (kind: Act["kind"]): Act => ({ kind, path: "src/a.txt", other: "src/a.txt" });

/** One that ends in each way, for the law says nothing unless all of them were reached. */
const ways: readonly Scene[] = [
  { theirs: [], ours: [written("same")], kill: null },
  { theirs: [], ours: [written("same")], kill: 2 },
  { theirs: [written("write")], ours: [written("same")], kill: null },
];

test("whatever a person did and whatever M changes, nothing of theirs is lost", async () => {
  const ends = { landed: 0, blocked: 0, moved: 0, killed: 0 };
  await fc.assert(
    fc.asyncProperty(scene, async ({ theirs, ours, kill }) => {
      const place = copy(template);
      const base = ask(place, "rev-parse", "HEAD");
      const tree = treeWith(place, base, (files) => perform(files, ours));
      perform(place, theirs);
      const commit = await buildOn(place, { base, tree });
      const before = photograph(place);
      if (kill !== null && (await killedAt(place, commit, kill))) ends.killed += 1;
      const outcome = await land(place, { commit, edit: editOf(), ground: groundOf() });
      ends[outcome.kind] += 1;
      uphold({ place, commit, before, outcome });
      rmSync(place, { recursive: true, force: true });
    }),
    { numRuns: Number(process.env["RUNS"] ?? 25), examples: ways.map((way): [Scene] => [way]) },
  );
  expect(Math.min(ends.landed, ends.blocked, ends.killed)).toBeGreaterThan(0);
});
