import type { Change, Git, Landing, Proposal, StoredResult } from "../../src/engine/ports/git.ts";

/** What a fake git was asked, in order: the name of the call and its request. */
type Asked = readonly [call: keyof Git, request: unknown];

/** What a fake git answers; tests change what they are about. */
export type GitAnswers = {
  worktree: string;
  /** What became of the work that is adopted. */
  adopted: Awaited<ReturnType<Git["prepare"]>>["adopted"];
  proposal: Proposal;
  /** What differs between any two commits. */
  changes: Change[];
  /** Commits that the target holds already. */
  slipped: string[];
  /** Where `checkout` puts a commit. */
  checkouts: (commit: string) => string;
  /** `<commit>:<path>` to text. */
  files: Record<string, string>;
  results: StoredResult[];
  landed: string | undefined;
  reverted: { head: string } | undefined;
  /** One answer after another; the last stays. */
  landings: Landing[];
};

/** A git that keeps nothing but what it was asked. */
export const fakeGit = (over: Partial<GitAnswers> = {}) => {
  const asked: Asked[] = [];
  const answers: GitAnswers = {
    worktree: "/worktree",
    adopted: undefined,
    proposal: { kind: "candidate", base: "base", candidate: "k", tree: "tree", changes: [] },
    changes: [],
    slipped: [],
    checkouts: () => "/checkout",
    files: {},
    results: [],
    landed: undefined,
    reverted: { head: "reverted" },
    landings: [{ kind: "landed" }],
    ...over,
  };
  const answer = <T>(call: keyof Git, request: unknown, value: T): Promise<T> => {
    asked.push([call, request]);
    return Promise.resolve(value);
  };
  const git: Git = {
    prepare: (request) =>
      answer("prepare", request, {
        base: "base",
        path: answers.worktree,
        ...(answers.adopted === undefined ? {} : { adopted: answers.adopted }),
      }),
    reset: (request) => answer("reset", request, undefined),
    save: (request) => answer("save", request, { head: "head" }),
    revert: (request) => answer("revert", request, answers.reverted),
    propose: (request) => answer("propose", request, answers.proposal),
    slipped: (request) => answer("slipped", request, answers.slipped),
    checkout: (request) => answer("checkout", request, { path: answers.checkouts(request.commit) }),
    tip: (request) => answer("tip", request, { commit: "tip", tree: "tip-tree" }),
    changes: (from, to) => answer("changes", [from, to], answers.changes),
    show: (commit, path) => Promise.resolve(answers.files[`${commit}:${path}`]),
    results: () => Promise.resolve(answers.results),
    keepResult: (request) => answer("keepResult", request, undefined),
    build: (request) => answer("build", request, "m"),
    land: (request) => {
      const [first = { kind: "landed" }, ...rest] = answers.landings;
      if (rest.length > 0) answers.landings = rest;
      return answer("land", request, first);
    },
    landed: () => Promise.resolve(answers.landed),
    end: (request) => answer("end", request, undefined),
    observe: (request) =>
      answer("observe", request, { branch: "main", tip: "tip", landed: [], vanished: [] }),
  };
  /** The requests of one call. */
  const of = <T = Record<string, unknown>>(call: keyof Git): T[] =>
    asked.filter(([name]) => name === call).map(([, request]) => request as T);
  return { git, asked, answers, of };
};
