import { quoted } from "../../../views/words.ts";
import { UsageError } from "../../doors/usage-error.ts";
import type { Call, Reply, Spec } from "../command.ts";
import { styled } from "../text/line.ts";
import { isRoomy } from "../world.ts";
import { followPlainly } from "../plain.ts";
import { statusReply } from "./status.ts";

type Options = {
  readonly at?: number;
  readonly ascii?: boolean;
  readonly plain?: boolean;
  readonly spoken?: boolean;
};

const day = /^\d{4}-\d{2}-\d{2}/;
const ago = /^(\d+)\s*(s|m|min|h|d)(?:\s*ago)?$/;
const unit: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A moment as a person names it: `14:30` today, `2026-11-21 14:30`, `20m` ago. */
export const parseMoment = (given: string, now: number): number => {
  const [, n, name = ""] = ago.exec(given) ?? [];
  if (n !== undefined) return now - Number(n) * (unit[name] ?? 0);
  const today = new Date(now);
  const date = [today.getFullYear(), today.getMonth() + 1, today.getDate()].map((part) =>
    String(part).padStart(2, "0"),
  );
  const at = Date.parse(
    day.test(given) ? given.replace(" ", "T") : `${date.join("-")}T${given.padStart(5, "0")}`,
  );
  if (!Number.isNaN(at) && at <= now) return at;
  throw new UsageError(
    `--at ${given} is ${Number.isNaN(at) ? "no moment" : "still to come"}: expected a time of today such as 14:30, a date with it such as '2026-11-21 14:30', or how long ago such as 20m or 3h`,
  );
};

const openRoom = async ({ args, options, world }: Call<Options & { at?: unknown }>): Promise<void> => {
  const given = options.at as string | undefined;
  const past = given === undefined ? {} : { past: parseMoment(given, world.clock.now()) };
  const where = args[0] === undefined ? {} : { where: args[0] };
  const speaks = options.spoken === true || world.env["INK_SCREEN_READER"] === "true";
  await world.room({ ascii: options.ascii === true, speaks, ...where, ...past });
};

const noRoom =
  "There is no terminal here to draw the control room on: this is how it stands. traffic ui --plain follows it, a line for each event.";

/** Once, and not for ever: nobody sits there who could end it. How it was, nothing but the room shows. */
const standsNow = async ({ doors, page, options }: Call<Options & { at?: unknown }>): Promise<Reply> => {
  if (options.at !== undefined)
    throw new UsageError(
      `the past is shown in the control room, which needs a terminal: traffic report --since ${quoted(String(options.at))} tells what happened since`,
    );
  const reply = await statusReply(await doors(), page);
  return { ...reply, lines: [[styled(noRoom, "warn")], "", ...reply.lines] };
};

/** `traffic ui`, and `traffic` alone at a terminal: the control room; where there is no room for it, how it stands. */
export const ui: Spec<Options> = {
  define: (command) =>
    command
      .argument(
        "[where]",
        "a screen (queue, reviews, …), a milestone (core#m1), a task, an attempt (login@2), an action (login@2/6)",
      )
      .option("--at <time>", "as it was then: 14:30, '2026-11-21 14:30', 20m ago")
      .option("--ascii", "draw with ASCII signs only")
      .option("--spoken", "said in lines, for screen readers: the same keys, nothing drawn")
      .option("--plain", "no screen: one line for each event"),
  examples: [
    ["traffic", "the same, at a terminal"],
    ["traffic ui login@2", "look at an attempt: its log, what it changed, its checks"],
    [
      "traffic ui login@2/6",
      "look at the sixth thing that its agent did: what it was given, what came of it",
    ],
    ["traffic ui --at 14:30", "look at how it was"],
    ["traffic ui --plain", "one line for each event, for logs"],
  ],
  run: async (call) => {
    if (call.options.plain === true) return followPlainly(call);
    if (call.json || !isRoomy(call.world)) return standsNow(call);
    await openRoom(call);
    return 0;
  },
};
