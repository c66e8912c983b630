import {
  bestOf,
  cascadeOf,
  cascadesOf,
  fullCost,
  type Bounds,
  type Cascade,
  type Runner,
} from "./cascade.ts";
import { drawFor } from "./draws.ts";
import { afterFailure, curveOf, rightAt, type Hardness } from "./hardness.ts";
import type { TaskKind } from "./kind.ts";
import { sizeOf } from "./size.ts";
import { skillsOf, type Candidate, type Skill } from "./skill.ts";
import { allowedOf, experienceOf, waitingOf, type Experience, type Waiting } from "./newcomer.ts";
import { countOf, tallyKey, type Fall, type Tally } from "./tally.ts";

/** Below so many outcomes nothing is learned from them yet: the ladder decides. */
export const enough = 20;

/**
 * What a task that ends with nothing costs, in attempts of the dearest candidate, once as many outcomes are known as `half`
 * and many more; with `half` of them, half of that. More is paid for quality the better it is known who gives it for the money.
 */
const [worthOf, half] = [16, 150];

/** How boldly what is not known well is tried: at 1 as often as it may be the best, at 0 never. */
const boldness = 0.2;

/** An attempt at this very task: its candidate's place, and what it cost where that is known. */
export type Tried = { readonly at: number; readonly usd?: number };

/** Who shall work on a task next? */
export type Question = {
  /** In the order of the ladder, the cheapest first. */
  readonly candidates: readonly Candidate[];
  readonly tallies: readonly Tally[];
  readonly kind: TaskKind;
  /** Those who failed at this very task. */
  readonly failed: readonly Tried[];
  /** The place of whom the ladder has next. */
  readonly rung: number;
  readonly bounds: Bounds;
  /** What the draws are made from: the same answer for the same text. */
  readonly seed: string;
};

/** A candidate as the choice saw it. */
export type Seen = Skill & {
  /** The chance that it is right about this task. */
  readonly right: number;
  readonly fall?: Fall;
};

/** What an answer rests on. */
type Grounds = {
  readonly seen: readonly Seen[];
  /** How many outcomes there are of this kind, and of all. */
  readonly ofKind: number;
  readonly ofAll: number;
  /** What it costs, in dollars, that a task ends with nothing. */
  readonly worth: number;
};

/** Who is to work next; `at` is the place among the candidates. */
export type Answer =
  /** There is too little to learn from yet: the ladder decides. */
  | { readonly by: "ladder"; readonly at: number; readonly ofAll: number }
  | (Grounds & {
      readonly by: "outcomes";
      readonly at: number;
      /** Whom to try in which order, and what is expected to come of it. */
      readonly plan: Cascade;
      /** Who looks better by what is known, where `at` is tried to know it better. */
      readonly insteadOf?: number;
      /** Who was never tried, and is not weighed yet. */
      readonly waiting?: Waiting;
      /** Set where every plan is expected to exceed what may be spent or how long it may take. */
      readonly exceeds?: true;
    })
  /** Others have failed, and no further attempt is worth what it costs; `at` would be the next. */
  | (Grounds & { readonly by: "nobody"; readonly at: number });

/** What is known before anything is drawn. */
type Field = {
  readonly skills: readonly Skill[];
  /** How hard the task is, after those who failed at it. */
  readonly hardness: Hardness;
  /** Places of those who have not failed at the task; all of them once everyone has. */
  readonly open: readonly number[];
  readonly worth: number;
  readonly bounds: Bounds;
  readonly experience: Experience;
  /** What one attempt of each may cost. */
  readonly most: readonly (number | undefined)[];
};

/** By how much attempts at a task have cost more than their candidates usually do, as logarithms. */
const excessOfCosts = (failed: readonly Tried[], skills: readonly Skill[]): number[] =>
  failed.flatMap(({ at, usd = 0 }) => (usd > 0 ? [Math.log(usd) - (skills[at]?.logUsd ?? 0)] : []));

const fieldOf = ({ candidates, tallies, kind, failed, bounds }: Question): Field => {
  const { skills: usual, depths } = skillsOf(candidates, tallies, kind);
  const hardness = failed.reduce(
    (known, { at }) => afterFailure(known, curveOf(usual[at]?.ability.mean ?? 0)),
    depths[0],
  );
  const all = candidates.map((_, at) => at);
  const fresh = all.filter((at) => failed.every((tried) => tried.at !== at));
  const open = fresh.length > 0 ? fresh : all;
  const known = countOf(tallies.flatMap(({ cells }) => cells));
  const worth = ((worthOf * known) / (known + half)) * Math.max(...usual.map(({ usd }) => usd));
  const dearness = Math.exp(sizeOf(hardness, excessOfCosts(failed, usual)));
  const skills = usual.map((skill) => ({ ...skill, usd: skill.usd * dearness }));
  const models = candidates.map(({ model }) => model);
  const experience = experienceOf(models, tallies);
  return { skills, hardness, open, worth, bounds, experience, most: candidates.map(({ most }) => most) };
};

/** Those who may run, each as able as `abilityOf` says. */
const runnersOf = ({ skills }: Field, abilityOf: (skill: Skill, at: number) => number): Runner[] =>
  skills.map((skill, at) => ({
    curve: curveOf(abilityOf(skill, at)),
    usd: skill.usd,
    seconds: skill.seconds,
  }));

/** By how much one attempt of a candidate is expected to exceed what it may cost or how long it may take; 1 is just within. */
const excessOf = ({ skills, most, bounds }: Field, at: number): number => {
  const { usd = 0, seconds = 0 } = skills[at] ?? {};
  const [usdLeft, secondsLeft] = [
    Math.min(bounds.usd, most[at] ?? Infinity),
    Math.min(bounds.seconds, bounds.secondsEach),
  ];
  return Math.max(usd / Math.max(usdLeft, 1e-6), seconds / secondsLeft);
};

/** The best plan for these runners, in places among all; undefined where none keeps to the bounds. */
const planOf = (field: Field, runners: readonly Runner[]): Cascade | undefined => {
  const { hardness, worth, skills } = field;
  const payable = field.open.filter((at) => excessOf(field, at) <= 1);
  const within = allowedOf(
    payable,
    field.experience,
    (at) => worth * rightAt(hardness, runners[at]?.curve ?? []) - (skills[at]?.usd ?? 0),
  );
  const open = within.flatMap((at) => runners[at] ?? []);
  const best = bestOf(cascadesOf(open, hardness, field.bounds), worth);
  return best && { ...best, order: best.order.map((at) => within[at] ?? 0) };
};

/** Who exceeds the bounds least. */
const nearest = (field: Field): number =>
  field.open.reduce(
    (least, at) => (excessOf(field, at) < excessOf(field, least) ? at : least),
    field.open[0] ?? 0,
  );

const countsOf = ({ candidates, tallies, kind }: Question): Pick<Grounds, "ofKind" | "ofAll"> => {
  const models = new Set(candidates.map(({ model }) => model));
  const cells = tallies.filter(({ model }) => models.has(model)).flatMap((tally) => tally.cells);
  return { ofKind: countOf(cells.filter((cell) => cell.kind === kind)), ofAll: countOf(cells) };
};

const drawnRunners = (field: Field, { candidates, seed }: Question): Runner[] =>
  runnersOf(field, ({ ability }, at) => {
    const { agent, model } = candidates[at] ?? { agent: "", model: "" };
    return ability.mean + boldness * ability.sd * drawFor(`${seed}/${agent}/${model}`);
  });

/**
 * Weighs by the expected cost to a proof: what a plan costs, and what it costs that it may end with nothing. Abilities are
 * drawn from what is known of them, so that what is not known well is tried now and then, and ever more seldom.
 */
const weigh = (question: Question, counts: Pick<Grounds, "ofKind" | "ofAll">): Answer => {
  const field = fieldOf(question);
  const { skills, hardness, worth } = field;
  const known = runnersOf(field, ({ ability }) => ability.mean);
  const seen = skills.map((skill, at): Seen => {
    const name = question.candidates[at] && tallyKey(question.candidates[at]);
    const fall = question.tallies.find((tally) => tallyKey(tally) === name)?.fall;
    const right = rightAt(hardness, known[at]?.curve ?? []);
    return { ...skill, right, ...(fall === undefined ? {} : { fall }) };
  });
  const grounds = { seen, ...counts, worth };
  const drawn = planOf(field, drawnRunners(field, question));
  const at = drawn?.order[0];
  if (drawn === undefined || at === undefined) {
    const one = nearest(field);
    const plan = cascadeOf(known, hardness, [one]);
    return { by: "outcomes", at: one, plan, ...grounds, exceeds: true };
  }
  if (question.failed.length > 0 && fullCost(drawn, worth) >= worth) return { by: "nobody", at, ...grounds };
  const best = planOf(field, known)?.order[0] ?? at;
  const plan = cascadeOf(known, hardness, drawn.order);
  // A newcomer goes where nobody who was tried is left: then there is no waiting to tell of.
  const waiting = field.experience.outcomes[at] === 0 ? undefined : waitingOf(field.experience);
  return {
    by: "outcomes",
    at,
    plan,
    ...grounds,
    ...(best === at ? {} : { insteadOf: best }),
    ...(waiting && { waiting }),
  };
};

/** A model that has fallen was known from more outcomes than count now: the ladder would begin with it again. */
const isToldOfFall = ({ candidates, tallies }: Question): boolean =>
  tallies.some(({ model, fall }) => fall !== undefined && candidates.some((one) => one.model === model));

/** Who is to work on a task next, and why. */
export const choose = (question: Question): Answer => {
  const counts = countsOf(question);
  return counts.ofAll < enough && !isToldOfFall(question)
    ? { by: "ladder", at: question.rung, ofAll: counts.ofAll }
    : weigh(question, counts);
};
