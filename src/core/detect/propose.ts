import { go } from "./go.ts";
import { kinds, together, type CheckIdea, type SetupIdea } from "./idea.ts";
import { make } from "./make.ts";
import { node } from "./node.ts";
import { other } from "./other.ts";
import { python } from "./python.ts";
import { rust } from "./rust.ts";
import { looksTested, type Tree } from "./tree.ts";

/** What a repository's files say it needs, to be tried out before anything relies on it. */
export type Proposal = {
  readonly setup?: SetupIdea;
  /** Cheap ones first. */
  readonly checks: readonly CheckIdea[];
  /** What may judge instead, where none of `checks` of its kind can be run here. */
  readonly spare: readonly CheckIdea[];
  /** What was left out, and why. */
  readonly notes: readonly string[];
  /** Whether any file looks like a test. */
  readonly tested: boolean;
};

/** So many checks at most: of a repository with more, a person knows best which count. */
const most = 24;

/** One setup for all: a worktree is made usable in one go. */
const joined = (setups: readonly SetupIdea[]): SetupIdea | undefined => {
  const [first] = setups;
  if (first === undefined || setups.length === 1) return first;
  return {
    run: setups.map(({ run }) => run).join(" && "),
    inputs: [...new Set(setups.flatMap(({ inputs }) => inputs))],
    outputs: [...new Set(setups.flatMap(({ outputs }) => outputs))],
    tools: [...new Set(setups.flatMap(({ tools }) => tools))],
    because: setups.map(({ because }) => because).join(", "),
  };
};

/** Checks told apart by name, since results call them by it. */
const named = (checks: readonly CheckIdea[]): CheckIdea[] => {
  const seen = new Map<string, number>();
  return checks.map((check) => {
    const n = (seen.get(check.name) ?? 0) + 1;
    seen.set(check.name, n);
    return n === 1 ? check : { ...check, name: `${check.name} (${check.tools[0] ?? n})` };
  });
};

const apart = <T>(all: readonly T[], is: (one: T) => boolean): readonly [readonly T[], readonly T[]] => [
  all.filter(is),
  all.filter((one) => !is(one)),
];

/**
 * Setup and checks that the files of a repository name. What an ecosystem's own runner covers at the root, make and just are
 * not asked for again, unless it cannot be run.
 */
export const propose = (tree: Tree): Proposal => {
  const { setups, checks, notes } = together([node(tree), python(tree), rust(tree), go(tree), other(tree)]);
  const covered = new Set(checks.filter(({ dir }) => dir === undefined).map(({ kind }) => kind));
  const [spare, more] = apart(make(tree).checks, ({ kind }) => covered.has(kind));
  const all = named([...checks, ...more].sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind)));
  const setup = joined(setups);
  return {
    ...(setup === undefined ? {} : { setup }),
    checks: all.slice(0, most),
    spare,
    notes: [
      ...notes,
      ...(all.length > most ? [`${all.length - most} more checks were found and left out.`] : []),
    ],
    tested: looksTested(tree),
  };
};
