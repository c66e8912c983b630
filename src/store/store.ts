import { isDeepStrictEqual } from "node:util";
import type { Input } from "../core/input.ts";
import type { Task, TaskId } from "../core/task.ts";
import type { Problem } from "../core/problem.ts";
import type { Clock } from "../engine/ports/clock.ts";
import { newMoment } from "../engine/ports/moment.ts";
import { differ, graceOnDisk, type Told } from "./difference.ts";
import { openSoundLibrary, type Library, type Look, type Place } from "./library.ts";
import { lookAtOnce, type Read } from "./look.ts";
import { alarm, every, pacer } from "./pace.ts";
import { placesOf } from "./places.ts";
import { shelve } from "./shelf.ts";
import type { Snapshot } from "./snapshot.ts";
import { besideTree, readTree, type Tree } from "./tree.ts";
import { watch, type Hint } from "./watch.ts";

/** Editors and git write in bursts: files are looked at when a burst has paused this long. */
const pauseMs = 50;
/** While somebody waits for what has just been written, a shorter pause has to do: what is half there leaves the last good version in force. */
const hurriedMs = 10;
/** Watchers miss things: every file is looked at this often. */
const reconcileMs = 30_000;
/** More hints than this in one burst, and looking at everything is quicker. */
const manyPaths = 200;

/** Git holds its lock while it switches branches, however long that takes; one that is older was left behind by a git that is gone. */
const movingMs = 10_000;

/** What has changed since the last call, and everything that is wrong now. */
export type Change = { readonly inputs: readonly Input[]; readonly problems: readonly Problem[] };

/** The documents of a repository while an engine runs. */
export type Store = {
  /** What the definitions in use say now, without any time of grace. */
  snapshot(): Snapshot;
  /** Takes definitions from the target's tree, and from the disk only what belongs to no branch; all from the disk again without one. */
  useTree(tree: Tree | undefined): void;
  /** Resolves once all that is known to have changed has been told: files that are being written are waited for. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

export type StoreOptions = Place & {
  readonly clock: Clock;
  /** The tasks that the listener has: the first call tells only what differs. */
  readonly known: ReadonlyMap<TaskId, Task>;
  /** What to begin with instead of the disk alone, as for `useTree`. */
  readonly tree?: Tree;
  readonly onChange: (change: Change) => void;
  /** Whether the files on disk stand for what counts just now: asked before they are told, since a switch of branches takes a while to be heard of. */
  readonly diskCounts: () => boolean;
  /** Whether git is writing files just now: what is on disk then is of two branches. */
  readonly isMoving: () => boolean;
  /** Whether a task stays in force although its file is gone, which was seen to be there since a moment if it was. */
  readonly keeps: (task: Task, shown?: number) => boolean;
};

/** Tells whether files on the move are to be waited for; once they are there, for the pause in which their branch becomes the new one. */
const patience = ({ clock, isMoving }: StoreOptions) => {
  let since: number | undefined;
  return (): boolean => {
    const before = since;
    since = isMoving() ? (since ?? clock.now()) : undefined;
    const waited = clock.now() - (since ?? before ?? -Infinity);
    return waited < movingMs;
  };
};

/** The hints of one burst, as one. */
const gathered = (hints: readonly Hint[]): Hint => {
  const paths = new Set(hints.flatMap((hint) => (hint.kind === "paths" ? hint.paths : [])));
  const anything = hints.some((hint) => hint.kind === "anything") || paths.size > manyPaths;
  return anything ? { kind: "anything" } : { kind: "paths", paths: [...paths] };
};

/** Tells a listener what differs from what it was told before. */
const teller = ({ clock, known, onChange }: StoreOptions, again: () => void) => {
  let told: Told = { tasks: known, missing: new Map() };
  let last: Snapshot | undefined;
  const grace = alarm(clock, again);
  const tell = (snapshot: Snapshot, graceOf: (task: Task, shown?: number) => number): void => {
    if (snapshot === last && told.missing.size === 0) return;
    const difference = differ(told, snapshot, { now: clock.now(), graceOf });
    told = difference.told;
    if (difference.lookAgainAt !== undefined) grace.on(difference.lookAgainAt);
    const { problems } = snapshot;
    const isNews = difference.inputs.length > 0 || !isDeepStrictEqual(last?.problems, problems);
    last = snapshot;
    if (isNews) onChange({ inputs: difference.inputs, problems });
  };
  return { tell, off: grace.off };
};

/** Watches folders that may be other ones tomorrow. */
const rewatcher = (root: string, hint: (hint: Hint) => void) => {
  let current: { readonly folders: readonly string[]; readonly stop: () => Promise<void> } | undefined;
  const stop = async (): Promise<void> => {
    const before = current;
    current = undefined;
    await before?.stop();
  };
  const follow = ({ config }: Snapshot): void => {
    const folders = placesOf(config.folders).map(([, folder]) => folder);
    if (isDeepStrictEqual(current?.folders, folders)) return;
    void stop();
    current = { folders, stop: watch({ root, folders }, hint) };
  };
  return { follow, stop };
};

/** Looks at what was hinted at, as far as the library can tell that from the rest. */
function* lookAt(library: Library, hint: Hint, now: () => number): Look<void> {
  const isEnough = hint.kind === "paths" && (yield* library.check(hint.paths));
  if (!isEnough) yield* library.scan(now());
}

/** Those who wait for what was hinted at; while anybody does, the pause is short. */
const awaiting = () => {
  let isAwaited = false;
  const over = newMoment();
  return {
    pause: (): number => (isAwaited ? hurriedMs : pauseMs),
    next: (): Promise<void> => {
      isAwaited = true;
      return over.next();
    },
    end: (): void => {
      isAwaited = false;
      over.come();
    },
  };
};

/** Looks at a library when something hints that it should, and every so often; says when it has looked. */
const watchman = ({ root, clock }: StoreOptions, library: Library, seen: () => void) => {
  const read: Read = (files) => shelve(root, files, clock.now());
  const pace = pacer(clock, read);
  let hints: Hint[] = [];
  let isLooking = false;
  const waiting = awaiting();
  const soon = (): void => burst.on(clock.now() + waiting.pause());
  const done = (): void => {
    isLooking = false;
    seen();
    if (hints.length > 0) soon();
    else waiting.end();
  };
  /** What is hinted during a look is looked at after it. */
  const burst = alarm(clock, () => {
    if (pace.isBusy()) return;
    const hint = gathered(hints);
    hints = [];
    isLooking = true;
    pace.start(
      lookAt(library, hint, () => clock.now()),
      done,
    );
  });
  const reconcile = every(clock, reconcileMs, () => {
    if (!pace.isBusy()) pace.start(library.scan(clock.now()), done);
  });
  return {
    hint: (hint: Hint): void => {
      hints.push(hint);
      burst.off();
      soon();
    },
    lookNow: (): void => {
      pace.stop();
      lookAtOnce(library.scan(clock.now()), read);
      done();
    },
    settled: async (): Promise<void> => {
      if (hints.length === 0 && !isLooking) return;
      const over = waiting.next();
      if (hints.length > 0) soon();
      await over;
    },
    begin: reconcile.begin,
    stop: (): void => {
      for (const one of [burst, reconcile]) one.off();
      pace.stop();
    },
  };
};

type Elsewhere = {
  /** What the tree's own files were read as. */
  readonly shelf: ReturnType<typeof readTree>["shelf"];
  readonly committed: ReadonlySet<string>;
  /** Whether the commit checked out holds the same paths. */
  isBeside(committed: ReadonlySet<string>): boolean;
  /** Files of the disk that have counted beside trees. */
  readonly beside: ReadonlySet<string>;
  snapshot(): Snapshot;
  /** A tree is whole at any moment; only on disk may a file be on its way elsewhere. */
  graceOf(file: string): number;
};

/** What counts while the checkout stands for something else: a tree, and what of the disk belongs to no branch. */
const whileElsewhere = (library: Library, tree: Tree, before?: Elsewhere): Elsewhere => {
  const { shelf } = readTree(tree.files, before?.shelf ?? new Map());
  const beside = new Set(before?.beside);
  let [seen, snapshot]: (Snapshot | undefined)[] = [];
  return {
    shelf,
    beside,
    committed: tree.committed,
    isBeside: (committed) => committed.symmetricDifference(tree.committed).size === 0,
    snapshot: () => {
      const onDisk = library.snapshot();
      if (snapshot !== undefined && seen === onDisk) return snapshot;
      const counting = besideTree(tree, library.sayings());
      for (const { path } of counting) beside.add(path);
      seen = onDisk;
      return (snapshot = readTree(tree.files, shelf, counting).snapshot);
    },
    graceOf: (file) => (beside.has(file) && !tree.committed.has(file) ? graceOnDisk : 0),
  };
};

/**
 * Opens the documents of a repository and follows them: the listener is called at once with all that differs from what it
 * knows, then after each change. Watchers only hint; the files themselves are compared.
 */
export const openStore = (options: StoreOptions): Store => {
  const library = openSoundLibrary(options);
  let elsewhere = options.tree === undefined ? undefined : whileElsewhere(library, options.tree);
  let isHeld = false;
  // Whoever begins is told what is there: a run that knew of nothing would be over at once.
  let isOnTheWay = (): boolean => false;

  const current = (): Snapshot => elsewhere?.snapshot() ?? library.snapshot();
  const graceOf = (task: Task, shown?: number): number =>
    options.keeps(task, shown) ? Infinity : (elsewhere?.graceOf(task.file) ?? graceOnDisk);
  const tellCurrent = (): void => telling.tell(current(), graceOf);
  const telling = teller(options, tellCurrent);
  const watchers = rewatcher(options.root, (hint) => looks.hint(hint));
  const looks = watchman(options, library, () => {
    watchers.follow(library.snapshot());
    isHeld = elsewhere === undefined && !options.diskCounts();
    if (isOnTheWay()) looks.hint({ kind: "paths", paths: [] });
    else if (!isHeld) tellCurrent();
  });

  const useTree = (tree: Tree | undefined): void => {
    const before = elsewhere;
    elsewhere = tree === undefined ? undefined : whileElsewhere(library, tree, before);
    // What was read of the files may be of the commit checked out before: what this one lacks of that would pass for nobody's.
    if (elsewhere !== undefined && before?.isBeside(elsewhere.committed) === true) tellCurrent();
    else if (elsewhere !== undefined || before !== undefined || isHeld) looks.lookNow();
  };

  looks.lookNow();
  isOnTheWay = patience(options);
  looks.begin();
  return {
    snapshot: current,
    useTree,
    settled: looks.settled,
    close: async () => {
      telling.off();
      looks.stop();
      await watchers.stop();
    },
  };
};
