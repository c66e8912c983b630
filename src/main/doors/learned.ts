import { listingOf } from "../../views/listing.ts";
import { LiveState } from "../../core/live.ts";
import { bringUpToDate } from "../../engine/step.ts";
import type { Survey } from "../../faces/doors/survey.ts";
import { filesIn } from "../files.ts";
import { openWholeGit } from "../git.ts";
import { openLessons } from "../lessons.ts";
import type { Checked } from "./opened.ts";
import { survey } from "./survey.ts";
import { resultsNow } from "./target-now.ts";

/** A survey with what the results in git teach now. An engine that runs knows it already. */
export const learned = async (opened: Checked): Promise<Survey> => {
  const found = await survey(opened);
  if (found.engine.running) return found;
  const { repository } = opened;
  const git = openWholeGit(repository);
  const place = await resultsNow(git, found.state);
  if (place === undefined) return found;
  const learn = openLessons(git, filesIn(repository.state).lessons);
  const tallies = await learn(place);
  const state = new LiveState(found.state);
  bringUpToDate(state, [{ kind: "tallies", tallies }], found.now);
  const { now, engine, root, tipOf, readFrom, problems } = found;
  return { now, engine, root, tipOf, readFrom, problems, state, listing: listingOf(state, problems, now) };
};
