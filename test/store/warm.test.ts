import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { openCache } from "../../src/store/cache.ts";
import { Entries } from "../../src/store/entries.ts";
import { loadSnapshot } from "../../src/store/look.ts";
import { put, touch } from "./fixtures.ts";

/** Names that tasks, folders and other documents go by, so that edits meet; the last lie where only a link leads. */
const name = fc.constantFrom(
  "tasks/a.md",
  "tasks/b.md",
  "tasks/sub/a.md",
  "tasks/sub/deep/d.md",
  "roadmaps/core.md",
  "agents/sh.md",
  "else/where",
  "else/where/e.md",
);
/** Of one length each, but for some: what only the bytes tell apart. */
const text = fc.constantFrom(
  "---\ntitle: One\nstatus: todo\ndepends_on: [b]\n---\n",
  "---\ntitle: Two\nstatus: done\ndepends_on: [c]\n---\n",
  "---\ntitle: Bad\nstatus: soon\ndepends_on: [c]\n---\n",
  "---\ntitle: Sid\nstatus: todo\ndepends_on: [X]\nid: X\n---\n",
  "# A heading\n",
  "",
  "---\ntraffic: { driver: shell }\n---\n",
);
const config = fc.constantFrom(
  "folders: { tasks: tasks }\n",
  "folders: { tasks: tasks/sub }\n",
  "target: [\n",
  "minutes: 7\n",
);

type Edit =
  | { readonly kind: "write" | "replace"; readonly name: string; readonly text: string }
  | { readonly kind: "remove"; readonly name: string }
  | { readonly kind: "move"; readonly name: string; readonly to: string }
  | { readonly kind: "link"; readonly name: string; readonly to: string };

const write = fc.constantFrom("write" as const, "replace" as const);
/** What is written most often, where it is. */
const again = fc.constantFrom("tasks/a.md", "tasks/sub/a.md");
const edit = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: write, name, text }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("write" as const), name: again, text }) },
  { weight: 1, arbitrary: fc.record({ kind: write, name: fc.constant("traffic.yaml"), text: config }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("remove" as const),
      name: fc.oneof(name, fc.constant("tasks/sub")),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("move" as const), name, to: name }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("link" as const),
      name: fc.constantFrom("tasks/l", "tasks/l.md"),
      to: fc.constantFrom("../else/where", "a.md", "sub"),
    }),
  },
) satisfies fc.Arbitrary<Edit>;

/** A disk whose clock is ours: whatever changes is stamped with the second it is now, as a coarse file system does. */
const diskAt = (root: string, second: () => number) => {
  const stamp = (path: string): void => {
    if (existsSync(join(root, path))) touch(root, path, second());
  };
  const named = (path: string): void => {
    for (let at = dirname(path); at !== "."; at = dirname(at)) stamp(at);
  };
  /** Makes room: nothing is there, and what holds it is a folder. */
  const clear = (path: string): void => {
    const parent = dirname(path);
    if (parent !== "." && !statSync(join(root, parent), { throwIfNoEntry: false })?.isDirectory()) {
      clear(parent);
      mkdirSync(join(root, parent), { recursive: true });
    }
    rmSync(join(root, path), { recursive: true, force: true });
  };
  const apply = (edit: Edit): void => {
    const { name } = edit;
    switch (edit.kind) {
      case "write": {
        const isThere = existsSync(join(root, name)) && statSync(join(root, name)).isFile();
        if (!isThere) clear(name);
        put(root, name, edit.text);
        stamp(name);
        if (!isThere) named(name);
        return;
      }
      case "replace":
        clear(name);
        put(root, name, edit.text);
        stamp(name);
        return named(name);
      case "remove":
        clear(name);
        return named(name);
      case "move":
        if (!existsSync(join(root, name)) || `${edit.to}/`.startsWith(`${name}/`)) return;
        if (`${name}/`.startsWith(`${edit.to}/`)) return;
        clear(edit.to);
        renameSync(join(root, name), join(root, edit.to));
        named(name);
        return named(edit.to);
      case "link":
        clear(name);
        symlinkSync(edit.to, join(root, name));
        return named(name);
    }
  };
  return apply;
};

/** Edits, with looks between them: so many seconds pass before each. */
const step = fc.record({ pass: fc.constantFrom(0, 0, 1, 5), edits: fc.array(edit, { maxLength: 3 }) });
const beginning = fc.record({ pass: fc.constant(5), edits: fc.array(edit, { minLength: 4, maxLength: 6 }) });
const steps = fc
  .tuple(beginning, fc.array(step, { maxLength: 8 }))
  .map(([first, rest]) => [first, { pass: 5, edits: [] }, ...rest]);

/** Takes away everything that an index says of when files were read: what they said is still in it. */
const distrust = (index: string): void => {
  const entries = new Entries();
  for (const entry of openCache(index).load().entries.all()) entries.set({ ...entry, racy: true });
  openCache(index).save({ entries, folders: undefined }, { set: [], gone: [] });
};

/** Writes an index anew, as it is. */
const renew = (index: string): void => openCache(index).save(openCache(index).load(), { set: [], gone: [] });

test("a look that trusts the stamps sees what a look at every file sees, whatever was edited and when", async () => {
  let trusted = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (steps) => {
      const place = mkdtempSync(join(tmpdir(), "traffic-warm-"));
      try {
        const root = join(place, "root");
        mkdirSync(join(root, "tasks/sub"), { recursive: true });
        let second = 2_000_000_000;
        const apply = diskAt(root, () => second);
        const [index, other] = [join(place, "index"), join(place, "other")];
        for (const [at, { pass, edits }] of steps.entries()) {
          second += pass;
          for (const one of edits) apply(one);
          const now = second * 1000 + 500;
          distrust(other);
          // So that what is trusted is the table, and not only what was logged behind it.
          if (at % 2 === 1) renew(index);
          const before = existsSync(index) ? readFileSync(index) : undefined;
          const seen = await loadSnapshot({ root, index }, now);
          expect(seen).toEqual(await loadSnapshot({ root, index: other }, now));
          if (seen.problems.length === 0) expect(seen).toEqual(await loadSnapshot({ root }, now));
          if (before?.equals(readFileSync(index)) === true && !existsSync(`${index}.log`)) trusted += 1;
        }
      } finally {
        rmSync(place, { recursive: true, force: true });
      }
    }),
    { numRuns: 150 },
  );
  expect(trusted, "looks that changed nothing in the index").toBeGreaterThan(10);
});
