import type { Verdict } from "./action.ts";
import { heardLine, type Heard } from "./heard.ts";
import { markOf } from "./island.ts";
import type { Handoff } from "./seen.ts";

const names = (checks: readonly { readonly name: string }[]): string =>
  checks.map(({ name }) => `\`${name}\``).join(", ");

const words = (verdict: Verdict): string => {
  switch (verdict.kind) {
    case "ask":
      return `**Waits for a person:** ${verdict.why}.`;
    case "red":
      return `**Rejected** by ${names(verdict.checks)}. The task is worked on again; what comes of it is pushed here.`;
    case "closed":
    case "called_off":
    case "superseded":
      return `**Ended:** ${verdict.why}.`;
    case "merged":
      return "**Merged.**";
    case "held":
      return `**On hold:** ${verdict.why}.`;
    case "wait":
    case "ready":
    case "moved":
      return "Waits for the checks of this pull request; then it is merged.";
  }
};

/** The one comment about a handoff. It says the same until the verdict is another, so that it is seldom written. */
export const noteText = (handoff: Handoff, verdict: Verdict, heard: Heard): string =>
  [
    markOf(handoff.task),
    ...heardLine(heard),
    `Attempt ${handoff.n} at \`${handoff.task}\`, proved as ${handoff.sha} (${handoff.proof}).`,
    "",
    words(verdict),
    "",
    ...(heard.answer === undefined ? [] : [heard.answer, ""]),
  ].join("\n");
