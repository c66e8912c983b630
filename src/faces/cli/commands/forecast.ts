import { estimateOf } from "../../../views/estimate.ts";
import { foretell, mostOf } from "../../../views/outlook.ts";
import type { NoOptions, Spec } from "../command.ts";
import { estimateLines, forecastLines } from "../forecast-lines.ts";
import { elsewhereLines } from "../elsewhere.ts";
import { taskMeant } from "../meant.ts";

/** `traffic forecast [task or text...]`: what the work that is left, or one task, will cost and take. */
export const forecast: Spec<NoOptions> = {
  define: (command) =>
    command.argument(
      "[task or text...]",
      "one task alone: its id or file, or what is to be done in a few words",
    ),
  examples: [
    ["traffic forecast", "what is left: cost and time in 8 of 10 cases, and of each milestone"],
    ["traffic forecast login", "one task with all its attempts"],
    ["traffic forecast 'Fix the crash at sign-out'", "one that nobody has written yet"],
    ["traffic forecast --json | jq .all.usd.high", "for scripts"],
  ],
  run: async ({ doors, args, page }) => {
    const known = await (await doors()).foresee();
    if (args.length === 0) {
      const told = foretell(known);
      const lines = forecastLines(told, { now: known.now, width: page.width });
      const json = { ...told, readFrom: known.readFrom };
      return { schema: "forecast", json, lines: [...elsewhereLines(known), ...lines] };
    }
    const task = taskMeant(known.state, args.join(" "), { command: "forecast" });
    const estimate = estimateOf(known, task);
    const most = estimate === undefined ? mostOf(known.state, [task], known.now) : undefined;
    return {
      schema: "estimate",
      json: { ...(task.id === "" ? {} : { task: task.id }), ...estimate, most },
      lines: estimateLines(task.title, estimate, most),
    };
  },
};
