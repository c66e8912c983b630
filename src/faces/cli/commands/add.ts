import type { Command } from "commander";
import { clean } from "../text/clean.ts";
import { isDriver } from "../../../core/drivers.ts";
import { isStranger } from "../../../core/rung.ts";
import { count, list } from "../../../views/words.ts";
import type { Doors } from "../../doors/doors.ts";
import { UsageError } from "../../doors/usage-error.ts";
import type { Added } from "../../doors/writing.ts";
import type { Call, Reply, Spec } from "../command.ts";
import {
  collectNames,
  collectOne,
  draftOf,
  parseDay,
  parseTime,
  parsePriority,
  titleOfLine,
  type DraftOptions,
} from "../draft.ts";
import { pickFiles } from "../pick.ts";
import { styled, type Line, type Span } from "../text/line.ts";
import type { World } from "../world.ts";

type Options = DraftOptions & { readonly edit?: boolean };

const readAll = async (stdin: World["stdin"]): Promise<string> => {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of stdin)
    text += typeof piece === "string" ? piece : decoder.decode(piece, { stream: true });
  return text + decoder.decode();
};

const titlesOf = async ({ args, world }: Call<Options>): Promise<string[]> => {
  const fromLines = args.length === 1 && args[0] === "-";
  const given = fromLines ? (await readAll(world.stdin)).split(/\r?\n/).map(titleOfLine) : [args.join(" ")];
  const titles = given.map((title) => clean(title).trim()).filter((title) => title !== "");
  if (titles.length > 0) return titles;
  throw new UsageError(
    fromLines
      ? "standard input held no title: expected one on each line"
      : "a task needs a title: traffic add 'What to do'",
  );
};

/** A longer body is easier piped than quoted. */
const withBody = async ({ args, options, world }: Call<Options>): Promise<Options> => {
  if (options.body !== "-") return options;
  if (args.length === 1 && args[0] === "-")
    throw new UsageError("standard input holds the titles or the body, not both: name one of them");
  return { ...options, body: (await readAll(world.stdin)).trimEnd() };
};

/** Dependencies by their full ids. Names are looked at only where there is something to look up. */
const withIds = async (doors: Doors, options: Options): Promise<Options> => {
  if (options.dependsOn === undefined) return options;
  return { ...options, dependsOn: pickFiles(await doors.taskFiles(), options.dependsOn) };
};

/** Where nobody can work on what was added as it is written, who could. */
const stranger = async (doors: Doors, { agent }: Options): Promise<string | undefined> => {
  // Those are always there: nothing else has to be read to know it.
  if (agent === undefined || isDriver(agent)) return undefined;
  const { fleet } = (await doors.survey()).state;
  if (!isStranger(fleet, agent)) return undefined;
  const known = [...new Set([...fleet.agents.map(({ name }) => name), ...Object.keys(fleet.config.teams)])];
  return `no agent and no team is called ${agent}, so nobody works on it; there are ${list(known, 12)}`;
};

const nextOf = (added: readonly Added[], { agent, command }: Options): string => {
  if (agent !== undefined || command !== undefined) return "next: traffic plan, then traffic run";
  const say = "to say so yourself, write `agent: builtin`, or a command, into";
  const [first] = added;
  return added.length === 1 && first !== undefined
    ? `next: traffic why ${first.id}, which tells who would work on it; ${say} ${first.file}`
    : `next: traffic plan, which tells what would run; ${say} their files`;
};

const replyOf = (added: readonly Added[], next: Span): Reply => {
  const notices = new Set(added.flatMap(({ notice }) => (notice === undefined ? [] : [notice])));
  const total = added.length > 1 ? [`${count(added.length, "task")} written.`] : [];
  return {
    schema: "added",
    json: { tasks: added },
    lines: [
      ...added.map(({ id, file }): Line => [styled(id, "strong"), `  ${file}`]),
      ...total,
      ...[...notices].map((notice): Line => [styled(notice, "warn")]),
      [next],
    ],
  };
};

/** `traffic add <title…>`, or `-` for one title on each line of standard input. */
export const add: Spec<Options> = {
  define: (command: Command) =>
    command
      .argument("<title...>", "what is to be done; - reads one title per line from standard input")
      .option("-d, --depends-on <task>", "must be done first (repeatable)", collectNames)
      .option("-p, --priority <priority>", "P0 (most urgent) to P4", parsePriority)
      .option("-a, --agent <name>", "who works on it")
      .option("-c, --command <command>", "what the shell agent runs")
      .option("--verify <command>", "must pass beside the repository's checks (repeatable)", collectOne)
      .option("--touches <glob>", "files it may change (repeatable)", collectNames)
      .option("-l, --label <label>", "a label (repeatable)", collectNames)
      .option("--due <day>", "like 2026-12-01", parseDay)
      .option(
        "--estimate <time>",
        "how long it may take, like 2h: what takes longer begins sooner",
        parseTime,
      )
      .option("--milestone <milestone>", "roadmap#milestone")
      .option("--review", "it lands once you have looked at it, whatever its checks say")
      .option("-b, --body <text>", "what to do, at more length; - reads it from standard input")
      .option("-e, --edit", "open the new file in your editor"),
  examples: [
    ["traffic add Rate-limit the login endpoint", "words become the title"],
    ["traffic add 'Say hello' -c 'echo hello > hello.txt' --verify 'test -s hello.txt'", "a shell task"],
    ["traffic add 'Log in' --depends-on session-store --priority P1 --edit", "go on in your editor"],
    ["traffic add - < ideas.txt", "one task for each line"],
    ["traffic add 'Log in' --agent makers --body - < notes.md", "what to do is in a file"],
  ],
  run: async (call) => {
    const { edit, ...given } = await withBody(call);
    const titles = await titlesOf(call);
    if (edit === true && titles.length > 1)
      throw new UsageError("--edit opens one file: add the tasks first, then open those you want to change");
    const doors = await call.doors();
    const options = await withIds(doors, given);
    const added: Added[] = [];
    for (const title of titles) added.push(await doors.add(draftOf(title, options)));
    const [first] = added;
    if (edit === true && first !== undefined) await doors.openEditor(first.file);
    const wrong = await stranger(doors, options);
    return replyOf(
      added,
      wrong === undefined ? styled(nextOf(added, options), "dim") : styled(wrong, "warn"),
    );
  },
};
