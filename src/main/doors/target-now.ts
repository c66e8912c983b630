import { targetOf, type State } from "../../core/state.ts";
import type { WholeGit } from "../git.ts";

/** The branch work lands on and its tip, asked of git where no engine has seen it yet. */
export const targetNow = async (git: WholeGit, state: State): Promise<{ branch: string; tip: string }> => {
  const { config } = state.fleet;
  const branch = targetOf(state)?.branch ?? config.target;
  if (branch === undefined) return git.observe({ results: config.folders.results });
  const { commit } = await git.tip({ ground: { target: branch, config } });
  return { branch, tip: commit };
};

/** Where the results in git are. Without a commit, or with a target that is not there, there are none; others tell what is wrong. */
export const resultsNow = async (
  git: WholeGit,
  state: State,
): Promise<{ tip: string; folder: string } | undefined> => {
  const target = await targetNow(git, state).catch(() => undefined);
  return target && { tip: target.tip, folder: state.fleet.config.folders.results };
};
