import { heardLine, type Heard } from "../handoff/heard.ts";
import { markOf } from "../handoff/island.ts";
import type { Tended } from "./tended.ts";

/** The one comment of ours at an issue: how its task stands, and what came of what people said. */
export const issueNote = ({ task, standing }: Tended, heard: Heard): string =>
  [
    markOf(task),
    ...heardLine(heard),
    `Task \`${task}\`. ${standing}`,
    "",
    ...(heard.answer === undefined ? [] : [heard.answer, ""]),
  ].join("\n");
