import type { Oid } from "./evidence.ts";
import type { AttemptResult } from "./result.ts";
import type { TaskId } from "./task.ts";
import { isSame } from "./same.ts";

/** A result as the target's tree holds it, with the digest of its text. */
export type HeldResult = {
  readonly attempt: number;
  readonly digest: string;
  readonly result: AttemptResult;
};

/** What git says, asked anew, of the work that a task's last result describes. */
export type LandingFacts = {
  readonly commit: Oid;
  readonly parents: readonly Oid[];
  /** Commits on the target's first-parent history that say they landed this task or took that back, oldest first. */
  readonly claims: readonly { readonly commit: Oid; readonly kind: "landed" | "undone" }[];
  /** The tree of base and head merged again; missing where the two cannot be merged or are not here. */
  readonly merged?: Oid;
  /** Paths in which the landed tree differs from the candidate's. */
  readonly extra: readonly string[];
  /** The landed tree with the task's file and results as its first parent has them. */
  readonly bare?: Oid;
  /** Only of a landing that took another back. */
  readonly undo?: {
    /** The commit that its work began from, and the one that landed what it names. */
    readonly from?: Oid;
    readonly landed?: Oid;
    /** Paths in which its work differs from what was there before that landing. */
    readonly extra: readonly string[];
  };
};

/** All that a task's proof is recomputed from. */
export type ProofFacts = {
  readonly task: TaskId;
  readonly file?: string;
  /** Folder of the task's results, from the repository's root. */
  readonly folder: string;
  /** Oldest first. */
  readonly results: readonly HeldResult[];
  readonly landing?: LandingFacts;
};

type Finding = { readonly what: string; readonly holds: boolean; readonly otherwise: string };

const chain = ({ results }: ProofFacts): Finding[] =>
  results.map(({ attempt, result }, at) => ({
    what: `result ${attempt} follows from the one before it`,
    holds: result.previous === (results[at - 1]?.digest ?? null),
    otherwise: `result ${attempt} names another previous result than the one that is there: one of them was changed`,
  }));

const checks = (result: AttemptResult): Finding[] => {
  const red = result.checks.filter(({ outcome }) => outcome === "failed" || outcome === "timeout");
  const green = result.checks.some(({ outcome }) => outcome === "passed" || outcome === "flaky");
  const { slipped = [] } = result;
  const held = `the target held of it before anything proved that: ${slipped.join(", ")}`;
  return [
    ...(slipped.length === 0
      ? []
      : [
          {
            what: `a person approved it; ${held}`,
            holds: result.approved !== undefined,
            otherwise: held,
          },
        ]),
    {
      what: `${result.checks.length} checks recorded, none of them red`,
      holds: red.length === 0,
      otherwise: `it landed although ${red.map(({ name }) => name).join(", ")} failed`,
    },
    {
      what: green ? "a check proves it" : "a person approved it",
      holds: green || result.approved !== undefined,
      otherwise: "nothing proves it: no check passed and nobody approved it",
    },
  ];
};

const ours = ({ folder, file }: ProofFacts, path: string): boolean =>
  path === file || path.startsWith(`${folder}/`);

type Claim = LandingFacts["claims"][number];

/** Landings and undos follow one another in turn, from a landing to the commit in question. */
const isInTurn = (claims: readonly Claim[], commit: Oid): boolean =>
  claims.every(({ kind }, at) => kind === (at % 2 === 0 ? "landed" : "undone")) &&
  claims.at(-1)?.commit === commit;

const historyText = (claims: readonly Claim[]): string =>
  claims.every(({ kind }) => kind === "landed")
    ? `${claims.length} commits on the target claim to have landed it: ${claims.map((one) => one.commit).join(", ")}`
    : `landings and undos of it do not alternate on the target: ${claims.map(({ commit, kind }) => `${kind} as ${commit}`).join(", ")}`;

const once = ({ claims, commit }: LandingFacts, { outcome }: AttemptResult): Finding => {
  const word = outcome === "undone" ? "taken back" : claims.length === 1 ? "landed" : "landed again";
  return {
    what: `${word} once, as ${commit.slice(0, 10)}`,
    holds: isInTurn(claims, commit),
    otherwise: historyText(claims),
  };
};

const undoing = (facts: ProofFacts, { undo }: LandingFacts, { undoes }: AttemptResult): Finding[] => {
  if (undoes === undefined) return [];
  const strangers = (undo?.extra ?? []).filter((path) => !ours(facts, path));
  return [
    {
      what: `it takes back what attempt ${undoes.attempt} landed`,
      holds: undo?.landed !== undefined && undo.from === undo.landed,
      otherwise: `its work begins from ${undo?.from ?? "nothing"}, attempt ${undoes.attempt} landed as ${undo?.landed ?? "nothing"}`,
    },
    {
      what: "and nothing else",
      holds: strangers.length === 0,
      otherwise: `it takes back more or less than that in ${strangers.join(", ")}`,
    },
  ];
};

/** Git names a parent once: work that changed nothing is its base. */
const parentsOf = ({ base, head }: AttemptResult): readonly unknown[] =>
  base === head ? [base] : [base, head];

const landing = (facts: ProofFacts, result: AttemptResult, found: LandingFacts): Finding[] => {
  const strangers = found.extra.filter((path) => !ours(facts, path));
  return [
    once(found, result),
    {
      what: "its parents are the base and the work that its result names",
      holds: isSame(found.parents, parentsOf(result)),
      otherwise: `its parents are ${found.parents.join(" ")}, its result names ${result.base} and ${result.head}`,
    },
    {
      what: "base and work merged again give the tree that was judged",
      holds: found.merged === result.tree,
      otherwise: `base and work merged again give ${found.merged ?? "nothing"}, not the judged tree ${result.tree}`,
    },
    {
      what: "what landed is what was judged, and the record of it",
      holds: strangers.length === 0,
      otherwise: `what landed differs from what was judged in ${strangers.join(", ")}`,
    },
    ...undoing(facts, found, result),
  ];
};

/** A pull request may reach the target as other commits than ours; the tree it brings is what was judged all the same. */
const merging = (result: AttemptResult, found: LandingFacts): Finding[] => [
  once(found, result),
  {
    what: "it was merged where it was proved",
    holds: found.parents[0] === result.base,
    otherwise: `it was merged onto ${found.parents[0] ?? "nothing"}, and proved on ${result.base}: only GitHub's checks speak for it`,
  },
  {
    what: "what landed, without the record of it, is the tree that was judged",
    holds: found.bare === result.tree,
    otherwise: `what landed, without the record of it, is ${found.bare ?? "nothing"}, not the judged tree ${result.tree}`,
  },
];

const lost: Finding = {
  what: "its landing is on the target",
  holds: false,
  otherwise: "no commit on the target landed it",
};

const landingFindings = (facts: ProofFacts, result: AttemptResult): Finding[] => {
  if (facts.landing === undefined) return [lost];
  return result.handoff === "pr" ? merging(result, facts.landing) : landing(facts, result, facts.landing);
};

/** The last result that says whether a task is done. */
export const lastWord = <T extends { readonly result: AttemptResult }>(
  results: readonly T[],
): T | undefined => results.findLast(({ result: { outcome } }) => outcome === "done" || outcome === "undone");

/** Goes through the proof of a task that is done, or was taken back, step by step: what holds, and what does not. */
export const auditProof = (facts: ProofFacts): { readonly checked: string[]; readonly wrong: string[] } => {
  const last = lastWord(facts.results);
  const findings =
    last === undefined
      ? [{ what: "it has a result", holds: false, otherwise: "no result on the target says that it is done" }]
      : [...chain(facts), ...checks(last.result), ...landingFindings(facts, last.result)];
  return {
    checked: findings.filter(({ holds }) => holds).map(({ what }) => what),
    wrong: findings.filter(({ holds }) => !holds).map(({ otherwise }) => otherwise),
  };
};
