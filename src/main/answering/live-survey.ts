import { keepLast } from "../../core/keep-last.ts";
import type { Problem } from "../../core/problem.ts";
import type { State } from "../../core/state.ts";
import type { Answers, Survey } from "../../faces/doors/survey.ts";
import { tipOf } from "../../git/glance.ts";
import { listingOf, type Listing } from "../../views/listing.ts";
import { systemClock } from "../clock.ts";
import { elsewhere } from "../doors/definitions.ts";
import type { Opened } from "../doors/opened.ts";

/** What the engine in this process has come to know. */
export type Seen = { readonly state: State; readonly problems: readonly Problem[] };

/** So many answers are remembered: to whoever asks the same again and again, and a few others. */
const most = 4;

/** Answers that hold until something happens. */
const newAnswers = (): Answers => {
  const kept = new Map<string, { readonly text: Uint8Array; readonly until: number }>();
  return {
    recall: (question) => {
      const { text, until } = kept.get(question) ?? { until: 0 };
      return systemClock.now() < until ? text : undefined;
    },
    keep: (question, text, until) => {
      keepLast(kept, [question, { text: Buffer.from(text), until }], most);
    },
  };
};

/** Surveys an engine's own state. What was found out for one question is there for the next, until something happens. */
export const liveSurveyor = ({ repository }: Pick<Opened, "repository">) => {
  let before = { of: "", problems: [] as readonly Problem[], answers: newAnswers() };
  let listed: { readonly answers: Answers; readonly listing: Listing } | undefined;

  const listingFor = (answers: Answers, { state, problems }: Seen, now: number): Listing => {
    if (listed?.answers !== answers || listed.listing.until <= now)
      listed = { answers, listing: listingOf(state, problems, now) };
    return listed.listing;
  };

  return ({ state, problems }: Seen): Survey => {
    const now = systemClock.now();
    const readFrom = elsewhere({ repository }, state.fleet);
    const of = JSON.stringify([state.seq, readFrom]);
    if (before.of !== of || before.problems !== problems) before = { of, problems, answers: newAnswers() };
    const { answers } = before;
    return {
      now,
      engine: { running: true, pid: process.pid },
      root: repository.checkout,
      tipOf: (branch) => tipOf(repository, branch),
      readFrom,
      state,
      problems,
      answers,
      get listing() {
        return listingFor(answers, { state, problems }, now);
      },
    };
  };
};
