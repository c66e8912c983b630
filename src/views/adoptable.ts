import type { Lying, Stray, Transcript } from "../core/stray.ts";

/** Something lying about that could become a task: work, with the conversations that led to it, or a conversation alone. */
export type Adoptable = {
  /** What a person types to mean it. */
  readonly name: string;
  /** What the task would be called. */
  readonly title: string;
  readonly stray?: Stray;
  /** The last first. */
  readonly transcripts: readonly Transcript[];
  /** When something last happened to it, in milliseconds since the epoch. */
  readonly at: number;
};

/** Conversations without work of their own are shown only up to so many. */
const mostAlone = 5;

const isBelow = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`);

/** In the person's own checkout branches come and go: there the branch decides, elsewhere the place. */
const belongs = ({ branch, path }: Stray, { root }: Lying, session: Transcript): boolean => {
  if (branch !== undefined && branch === session.branch) return true;
  if (path === undefined || !isBelow(session.cwd, path)) return false;
  return path === root ? session.branch === undefined : true;
};

const longest = 72;

/** The first sentence of what somebody asked for, as a title. */
const sentence = (text: string): string => {
  const [line = ""] = text.trim().split("\n");
  const [first = ""] = line.split(/(?<=[.!?])\s/);
  const title = first.replace(/[.:]$/, "").trim();
  return title.length <= longest ? title : `${title.slice(0, longest - 1).replace(/\s+\S*$/, "")}…`;
};

/** `feature/login-form` as people would say it: `Login form`. */
const spoken = (branch: string): string => {
  const words = branch
    .slice(branch.lastIndexOf("/") + 1)
    .replaceAll(/[-_]+/g, " ")
    .trim();
  return words === "" ? branch : `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

const titleOf = ({ branch, subjects, head }: Stray, transcripts: readonly Transcript[]): string => {
  const asked = transcripts.find(({ first }) => first !== undefined)?.first;
  const [subject] = subjects;
  if (asked !== undefined) return sentence(asked);
  if (subject !== undefined && (subjects.length === 1 || branch === undefined)) return sentence(subject);
  return branch === undefined ? `Go on from ${head.slice(0, 7)}` : spoken(branch);
};

const ofStray = (lying: Lying, stray: Stray): Adoptable => {
  const transcripts = lying.transcripts.filter((session) => belongs(stray, lying, session));
  return {
    name: stray.branch ?? stray.path ?? stray.head,
    title: titleOf(stray, transcripts),
    stray,
    transcripts,
    at: Math.max(stray.at, ...transcripts.map(({ at }) => at)),
  };
};

const alone = (lying: Lying, taken: ReadonlySet<Transcript>): Adoptable[] =>
  lying.transcripts.flatMap((transcript) => {
    const { id, first, at } = transcript;
    if (first === undefined || taken.has(transcript)) return [];
    return [{ name: id.slice(0, 8), title: sentence(first), transcripts: [transcript], at }];
  });

/** What could be adopted: work, the last touched first and what is adopted already last; then conversations alone. */
export const adoptablesOf = (
  lying: Lying,
): { readonly found: readonly Adoptable[]; readonly more: number } => {
  const work = lying.strays.map((stray) => ofStray(lying, stray));
  const rank = ({ stray }: Adoptable): number => (stray?.adoptedBy === undefined ? 0 : 1);
  work.sort((a, b) => rank(a) - rank(b) || b.at - a.at);
  const talks = alone(lying, new Set(work.flatMap(({ transcripts }) => transcripts)));
  talks.sort((a, b) => b.at - a.at);
  const found = [...work, ...talks.slice(0, mostAlone)];
  return { found, more: lying.more + Math.max(0, talks.length - mostAlone) };
};

const isNamed =
  (given: string) =>
  ({ name, stray, transcripts }: Adoptable): boolean => {
    const path = given.replace(/\/+$/, "").replace(/^(?:\.\.?\/)+/, "");
    const isPath = path !== "" && stray?.path !== undefined && stray.path.endsWith(`/${path}`);
    return (
      name === given ||
      stray?.branch === given.replace(/^refs\/heads\//, "") ||
      stray?.path === given.replace(/\/+$/, "") ||
      isPath ||
      (given.length >= 4 && transcripts.some(({ id }) => id.startsWith(given)))
    );
  };

/** Those that a person may mean by a number of the list, a branch, a path, or the beginning of a session's id. */
export const adoptablesNamed = (found: readonly Adoptable[], given: string): Adoptable[] => {
  const byName = found.filter(isNamed(given));
  const byNumber = /^\d{1,3}$/.test(given) ? found[Number(given) - 1] : undefined;
  return byName.length > 0 || byNumber === undefined ? byName : [byNumber];
};
