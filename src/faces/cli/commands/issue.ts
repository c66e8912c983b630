import type { OpenedIssue } from "../../doors/writing.ts";
import type { NoOptions, Spec } from "../command.ts";
import { pickFiles } from "../pick.ts";
import { styled } from "../text/line.ts";

/** `traffic issue <task...>` */
export const issue: Spec<NoOptions> = {
  define: (command) => command.argument("<task...>", "ids, files, or beginnings of ids"),
  examples: [
    ["traffic issue login", "an issue with its text; status and comments go both ways from then on"],
  ],
  run: async (call) => {
    const doors = await call.doors();
    const files = await doors.taskFiles();
    const issues: (OpenedIssue & { readonly task: string })[] = [];
    for (const id of pickFiles(files, call.args))
      issues.push({ task: id, ...(await doors.openIssue(await doors.readTask(files.get(id) ?? id))) });
    return {
      schema: "issue",
      json: { issues: issues.map(({ task, url, isNew }) => ({ task, url, new: isNew })) },
      lines: issues.map(({ task, url, isNew }) => [
        `${task}  `,
        isNew ? styled(`opened ${url}`, "good") : `has ${url} already`,
      ]),
    };
  },
};
