import type { Handlers } from "../handler.ts";
import { each } from "./of-tasks.ts";

/** Keys that bring tasks to GitHub. */
export const publishing: Handlers = {
  issue: each(({ id }) => ({ kind: "issue", task: id })),
  pull_request: each(({ id }) => ({
    kind: "edit",
    task: id,
    keys: { handoff: "pr" },
    done: `${id}: its work leaves by pull request, opened once it is proved`,
  })),
};
