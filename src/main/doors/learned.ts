import { listingOf } from "../../views/listing.ts";
import { LiveState } from "../../core/live.ts";
import { bringUpToDate } from "../../engine/step.ts";
import type { Survey } from "../../faces/doors/survey.ts";
import { filesIn } from "../files.ts";
import { openWholeGit } from "../git.ts";
import { openLessons } from "../lessons.ts";
import type { Checked } from "./opened.ts";
import { survey } from "./survey.ts";
import { targetNow } from "./target-now.ts";

/** A survey with what the results in git teach now. An engine that runs knows it already. */
export const learned = async (opened: Checked): Promise<Survey> => {
  const found = await survey(opened);
  if (found.engine.running) return found;
  const { repository } = opened;
  const git = openWholeGit(repository);
  // Without a commit, or with a target that is not there, there are no results; others tell what is wrong.
  const place = await targetNow(git, found.state).catch(() => undefined);
  if (place === undefined) return found;
  const learn = openLessons(git, filesIn(repository.state).lessons);
  const tallies = await learn({ tip: place.tip, folder: found.state.fleet.config.folders.results });
  const state = new LiveState(found.state);
  bringUpToDate(state, [{ kind: "tallies", tallies }], found.now);
  const { now, engine, root, tipOf, readFrom, problems } = found;
  return { now, engine, root, tipOf, readFrom, problems, state, listing: listingOf(state, problems, now) };
};
