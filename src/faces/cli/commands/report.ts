import { reachOf, reported, reportOf } from "../../../views/report.ts";
import { spanning } from "../../../views/spent.ts";
import type { Doors } from "../../doors/doors.ts";
import type { Spec } from "../command.ts";
import { reportLines } from "../report-lines.ts";
import { reportMarkdown } from "../report-markdown.ts";
import type { Told } from "../report-text.ts";
import { momentOf } from "../since.ts";

type Options = { readonly since: string; readonly md?: boolean };

/** How wide lines are that go into a pipe, a mail or a file. */
const usual = 80;

/** When the journal begins, where that is later than what was asked for. */
const beginsAfter = async (doors: Doors, since: number): Promise<number | undefined> => {
  const [first] = await doors.events(0, 1);
  return first !== undefined && first.seq > 1 && first.at > since ? first.at : undefined;
};

/** `traffic report`: what happened since a moment, what waits for a person, and what comes next. */
export const report: Spec<Options> = {
  define: (command) =>
    command
      .option("--since <time>", "18:00, yesterday, 2h, 2026-11-20, or a commit", "12h")
      .option("--md", "as markdown, nothing left out"),
  examples: [
    ["traffic report", "of the last 12 hours: landed, failed, waiting for you, spent, stopped, next"],
    ["traffic report --since 18:00", "since the last time it was six in the evening"],
    ["traffic report --since yesterday --md | pbcopy", "for pasting elsewhere"],
  ],
  run: async ({ doors: open, options, page }) => {
    const doors = await open();
    const { state, engine, now } = await doors.survey();
    const since = await momentOf(options.since, doors, now);
    const events = await doors.happened(reachOf(state, since), reported);
    const before = await doors.metersAt(since, spanning(state, since));
    const begins = await beginsAfter(doors, since);
    const found = reportOf(state, { events, before }, { since, now });
    const told: Told = {
      report: found,
      running: engine.running,
      ...(begins === undefined ? {} : { begins }),
    };
    const { running } = engine;
    const json = { ...found, running, ...(begins === undefined ? {} : { begins }) };
    if (options.md === true) return { schema: "report", json, lines: [], raw: reportMarkdown(told) };
    const width = page.width === Infinity ? usual : page.width;
    return { schema: "report", json, lines: reportLines(told, width) };
  },
};
