import type { Event } from "../../../core/event.ts";
import { outcomesOf } from "../../../views/outcomes.ts";
import { problemsOf } from "../../../views/problems.ts";
import { proposalOf } from "../../../views/proposal.ts";
import { summaryOf } from "../../../views/summary.ts";
import type { Survey } from "../../doors/survey.ts";
import { UsageError } from "../../doors/usage-error.ts";
import type { Stage, Verdict } from "../../stage.ts";
import { agreeToSpend, type Agreeing } from "../agreement.ts";
import type { Call, ExitCode, Spec } from "../command.ts";
import { endLines } from "../demo-end.ts";
import { progressOf } from "../progress.ts";
import { isRoomy } from "../world.ts";
import { runUntil } from "./run.ts";

type Options = Agreeing & { readonly python?: boolean; readonly live?: boolean; readonly room?: boolean };

/** A scripted model costs nothing, so nobody is asked; what was agreed to here is taken back before a real one is. */
const agree = async (call: Call<Options>, { doors }: Stage, before: Survey): Promise<void> => {
  if (call.options.live === true) return agreeToSpend(call, doors, before);
  const proposal = proposalOf(before.state, before.now);
  if (proposal !== undefined) await doors.wish({ kind: "agree", agreement: proposal.agreement });
};

const takeBack = async (call: Call<Options>, { doors }: Stage): Promise<void> => {
  if (call.options.live !== true) await doors.wish({ kind: "agree", agreement: "" });
};

type Shown = { readonly stage: Stage; readonly after: Survey; readonly began: number };

/** Tells what came of it; without verdicts where a person stepped in. */
const tellEnd = (call: Call<Options>, { stage, after, began }: Shown, judged?: readonly Verdict[]): void => {
  const seconds = Math.round((call.world.clock.now() - began) / 1000);
  const verdicts = judged ?? [];
  const told = { stage, after, verdicts, seconds, live: call.options.live === true, width: call.page.width };
  if (!call.json) endLines(told).forEach(call.say);
  const differed = verdicts.filter(({ holds }) => !holds).map(({ what }) => what);
  call.tell("demo", {
    repository: stage.repository,
    ...(judged === undefined ? {} : { asScripted: differed.length === 0, differed }),
    seconds,
    ...(call.json ? { outcomes: outcomesOf(after.state, after.now) } : {}),
    next: stage.next.map(([command]) => command),
  });
};

const play = async (call: Call<Options>, stage: Stage): Promise<ExitCode> => {
  const { doors } = stage;
  const before = await doors.survey();
  await agree(call, stage, before);
  const began = call.world.clock.now();
  const seen: Event[] = [];
  const progress = progressOf(call, before.state);
  const end = await runUntil(call, doors, {
    progress: {
      ...progress,
      events: (events, state, following) => {
        seen.push(...events.map(({ event }) => event));
        progress.events(events, state, following);
      },
    },
  });
  if (end === "left") return 130;
  await takeBack(call, stage);
  const after = await doors.survey();
  const summary = summaryOf(after.state, problemsOf(after.state, after.problems), after.now);
  const verdicts = stage.judge(seen, summary);
  tellEnd(call, { stage, after, began }, verdicts);
  if (end !== "quiet") return 130;
  return verdicts.every(({ holds }) => holds) ? 0 : 1;
};

const nothing = (): void => {};

/** The fleet works while the control room is open, and waits for a person as long as they are there. */
const playInRoom = async (call: Call<Options>, stage: Stage): Promise<ExitCode> => {
  const { doors, repository } = stage;
  const { world } = call;
  await agree(call, stage, await doors.survey());
  const began = world.clock.now();
  const stop = new AbortController();
  const unlisten = world.onInterrupt(() => stop.abort());
  const heard = { onEvents: nothing, onProblems: nothing, onTrouble: nothing };
  const running = doors.run({ signal: stop.signal, forever: true, ...heard });
  const room = world.room({ folder: repository, ascii: false, speaks: false, until: stop.signal });
  try {
    await Promise.race([room, running]);
  } finally {
    // Whichever ends first: neither goes on without the other.
    stop.abort();
    await Promise.all([room, running]);
    unlisten();
  }
  await takeBack(call, stage);
  tellEnd(call, { stage, after: await doors.survey(), began });
  return 0;
};

const checkRoom = ({ options, world, json }: Call<Options>): void => {
  if (options.room !== true || (isRoomy(world) && !json)) return;
  throw new UsageError(
    "--room opens the control room, and needs a terminal for it: leave it out, and the demonstration tells a line for each event",
  );
};

/** `traffic demo`: a small fleet at work on a small library, in a repository of its own. */
export const demo: Spec<Options> = {
  define: (command) =>
    command
      .option("--room", "watch it and step in, in the control room: it goes slower, and on until you leave")
      .option("--python", "work on a Python library instead of a JavaScript one")
      .option("--live", "ask the real service: it needs ANTHROPIC_API_KEY, and costs money")
      .option("--yes", "with --live: agree to the cost without being asked"),
  examples: [
    ["traffic demo", "eleven tasks in a scratch repository; no key, no network, nothing of yours is touched"],
    ["traffic demo --room", "the same in the control room, for you to steer"],
    ["traffic demo --python", "the same with a Python library"],
    ["traffic demo | tail -1 | jq .repository", "its last line is JSON"],
  ],
  run: async (call) => {
    checkRoom(call);
    const { python = false, live = false, room = false } = call.options;
    const pace = room ? "calm" : "brisk";
    const stage = await call.world.demo({ library: python ? "python" : "node", live, pace });
    if (!call.json) [...stage.about, ""].forEach(call.say);
    try {
      return await (room ? playInRoom : play)(call, stage);
    } finally {
      await stage.close();
    }
  },
};
