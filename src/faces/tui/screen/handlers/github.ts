import type { Handlers } from "../handler.ts";
import { each } from "./of-tasks.ts";

/** Keys that bring tasks to GitHub. */
export const publishing: Handlers = {
  issue: each(({ id }) => ({ kind: "issue", task: id })),
  pull_request: each(({ id, handoff }) => {
    const lands = handoff === "pr";
    return {
      kind: "edit",
      task: id,
      keys: { handoff: lands ? "local" : "pr" },
      done: lands
        ? `${id}: its work lands here, by no pull request`
        : `${id}: its work leaves by pull request, opened once it is proved`,
    };
  }),
};
