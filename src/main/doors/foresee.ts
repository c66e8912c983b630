import type { Foresight } from "../../faces/doors/survey.ts";
import { readRoadmaps } from "../../store/roadmaps.ts";
import { filesIn } from "../files.ts";
import { openWholeGit } from "../git.ts";
import { openFindings } from "../lessons.ts";
import type { Checked } from "./opened.ts";
import { survey } from "./survey.ts";
import { resultsNow } from "./target-now.ts";

/** How things stand, with all that forecasts are made of: what is left in git of every attempt, and the roadmaps. */
export const foresee = async (opened: Checked): Promise<Foresight> => {
  const { state, now, readFrom } = await survey(opened);
  const { repository } = opened;
  const git = openWholeGit(repository);
  const place = await resultsNow(git, state);
  const find = openFindings(git, filesIn(repository.state).lessons);
  const found = place && (await find(place));
  return {
    state,
    now,
    ...(readFrom === undefined ? {} : { readFrom }),
    past: found?.past ?? new Map(),
    roadmaps: readRoadmaps(repository.checkout, state.fleet.config.folders),
  };
};
