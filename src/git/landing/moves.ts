import { readdirSync } from "node:fs";
import { join } from "node:path";
import { look, printOf, sameFile } from "./disk.ts";
import { differing, keptOffDisk } from "./judge.ts";
import type { Intention, Move, Room } from "./room.ts";
import { newOf, newScratch } from "./room.ts";
import type { Difference } from "./tree.ts";
import { above, isSubmodule } from "./tree.ts";

/** What has to happen on disk, and the paths where it must not because what stands there is a person's. */
export type Verdict = { readonly moves: readonly Move[]; readonly held: readonly string[] };

/** What is known of the checkout when a path is judged. */
type Facts = {
  readonly intention: Intention;
  readonly staged: ReadonlyMap<string, Difference>;
  /** Differ on disk from the old tip. */
  readonly changed: ReadonlySet<string>;
  /** Not on disk by the person's sparse patterns. */
  readonly offDisk: ReadonlySet<string>;
  readonly seen: ReadonlyMap<string, string>;
};

type Step = Move | "nothing" | "held";

const placeOf = (facts: Facts, path: string): string => join(facts.intention.checkout.path, path);

const move = (facts: Facts, { path, ...rest }: Difference, take: boolean): Move => {
  const put = isSubmodule(rest.new) || look(newOf(facts.intention, path)) !== undefined;
  return { path, ...rest, seen: facts.seen.get(path) ?? "nothing", take, put: rest.new !== undefined && put };
};

/** The same file as M's stands there already (an interrupted landing's, or a person's own copy): nothing to lose. */
const isThere = (facts: Facts, { path, new: entry }: Difference): boolean =>
  entry === undefined
    ? look(placeOf(facts, path)) === undefined
    : sameFile(placeOf(facts, path), newOf(facts.intention, path));

/** A path that the old tip holds too: only what git finds unchanged may be replaced. */
const judgeKnown = (facts: Facts, difference: Difference): Step => {
  const { path } = difference;
  if (facts.offDisk.has(path)) return "nothing";
  if (facts.changed.has(path)) return isThere(facts, difference) ? "nothing" : "held";
  if (isSubmodule(difference.old)) return judgeSubmodule(facts, difference);
  const step = move(facts, difference, true);
  // Git wrote no file although M has one: the index says it is not to be on disk.
  return difference.new !== undefined && !step.put ? "nothing" : step;
};

/** A submodule's files are its own: only its place is made or, when empty, removed. */
const judgeSubmodule = (facts: Facts, difference: Difference): Step => {
  if (isSubmodule(difference.new)) return "nothing";
  const place = placeOf(facts, difference.path);
  return look(place)?.isDirectory() === true && readdirSync(place).length === 0
    ? move(facts, difference, true)
    : "held";
};

/** Whether a folder holds nothing but files that this landing takes away. */
const empties = (facts: Facts, leaving: ReadonlySet<string>, path: string): boolean => {
  const names = readdirSync(placeOf(facts, path));
  return (
    names.length > 0 &&
    names
      .map((name) => `${path}/${name}`)
      .every(
        (inner) =>
          leaving.has(inner) ||
          (look(placeOf(facts, inner))?.isDirectory() === true && empties(facts, leaving, inner)),
      )
  );
};

/** Whether the folders above a path are there, or can be made: "leaving" when the file in their place goes first. */
const wayTo = (facts: Facts, leaving: ReadonlySet<string>, path: string): "open" | "leaving" | "barred" => {
  for (const folder of above(path)) {
    if (leaving.has(folder)) return "leaving";
    const found = look(placeOf(facts, folder));
    if (found === undefined) return "open";
    if (!found.isDirectory()) return "barred";
  }
  return "open";
};

/** Whether the folder that stands at an added path may give way to it. */
const judgeFolder = (facts: Facts, leaving: ReadonlySet<string>, step: Move): Step => {
  if (!isSubmodule(step.new)) return empties(facts, leaving, step.path) ? step : "held";
  return readdirSync(placeOf(facts, step.path)).length === 0 ? "nothing" : "held";
};

/** A path that the old tip does not hold: nothing may stand there, ignored files included, nor a file or link above. */
const judgeAdded = (facts: Facts, leaving: ReadonlySet<string>, difference: Difference): Step => {
  const step = move(facts, difference, false);
  const way = wayTo(facts, leaving, difference.path);
  if (!step.put) return "nothing";
  if (way !== "open") return way === "leaving" ? step : "held";
  const found = look(placeOf(facts, difference.path));
  if (found === undefined) return step;
  if (found.isDirectory()) return judgeFolder(facts, leaving, step);
  return isThere(facts, difference) ? "nothing" : "held";
};

const judge = (facts: Facts, differences: readonly Difference[]): Verdict => {
  // What a person has staged exactly as M has it needs nothing; their file stays whatever it is.
  const open = differences.filter(({ path }) => !facts.staged.has(path));
  const known = open
    .filter(({ old }) => old !== undefined)
    .map((difference) => ({ path: difference.path, step: judgeKnown(facts, difference) }));
  const leaving = new Set(
    known.filter(({ step }) => typeof step === "object" && !step.put).map(({ path }) => path),
  );
  const added = open
    .filter(({ old }) => old === undefined)
    .map((difference) => ({ path: difference.path, step: judgeAdded(facts, leaving, difference) }));
  const steps = [...known, ...added];
  return {
    moves: steps.map(({ step }) => step).filter((step) => typeof step === "object"),
    held: steps.filter(({ step }) => step === "held").map(({ path }) => path),
  };
};

/** What git makes of the files that a landing would replace or take away. */
export type Looks = { readonly seen: Facts["seen"]; readonly changed: Promise<Facts["changed"]> };

/** Begins to look at them, prints first: what changes after its print was taken is seen when the file is moved. */
export const lookAt = (room: Room, { checkout }: Intention, differences: readonly Difference[]): Looks => {
  const entries = differences.flatMap(({ path, old }) => (old === undefined ? [] : [{ path, entry: old }]));
  const seen = new Map(entries.map(({ path }) => [path, printOf(join(checkout.path, path))]));
  const changed = differing(checkout.path, newScratch(room), entries);
  // Whoever waits for it is told; what is refused before is not.
  changed.catch(() => undefined);
  return { seen, changed };
};

/**
 * Judges every path that a landing would change, in the checkout as it is. `staging` settles when M's files are in
 * the room. None of the paths may be staged otherwise than M has it: see `heldByStaging`.
 */
export const judgeMoves = async (
  { intention, staging, looks }: { intention: Intention; staging: Promise<void>; looks: Looks },
  differences: readonly Difference[],
  staged: Facts["staged"],
): Promise<Verdict> => {
  const { path } = intention.checkout;
  const [changed] = await Promise.all([looks.changed, staging]);
  const missing = [...changed].filter((one) => look(join(path, one)) === undefined);
  const offDisk = await keptOffDisk(path, missing);
  return judge({ intention, staged, changed, offDisk, seen: looks.seen }, differences);
};
