import { driverNames, isPaid } from "../../../core/drivers.ts";
import { missedText } from "../../../views/missed.ts";
import type { Doors } from "../../doors/doors.ts";
import { agreeToSpend, type Agreeing } from "../agreement.ts";
import { styled, type Line } from "../text/line.ts";
import type { Spec } from "../command.ts";

/** Whoever got a key or signed in since, and asks for the engine again, is told that the one that runs does not have it. */
const missedBy = async (doors: Doors, pid: number): Promise<string | undefined> => {
  const here = await doors.payers(driverNames.filter(isPaid));
  const unpaid = here.flatMap((one) => (one.kind === "nobody" ? [one] : []));
  const signsIn = await doors.signsIn();
  return missedText((await doors.survey()).state, { unpaid, signsIn }, pid);
};

/** `traffic up`: an engine in the background. */
export const up: Spec<Agreeing> = {
  define: (command) => command.option("--yes", "agree to the cost of paid work without being asked"),
  examples: [["traffic up", "work goes on in the background; traffic status shows it"]],
  run: async (call) => {
    const doors = await call.doors();
    await agreeToSpend(call, doors, await doors.survey());
    const found = await doors.up();
    const line = `${found.already ? "Was running already" : "Running in the background"}, process ${found.pid}.`;
    const missed = found.already ? await missedBy(doors, found.pid) : undefined;
    return {
      schema: "up",
      json: { ...found, missed },
      lines: [
        `${line} See traffic status; end it with traffic down.`,
        ...(missed === undefined ? [] : [[styled(missed, "warn")] as Line]),
      ],
    };
  },
};

/** `traffic down`: ends the engine in the background. */
export const down: Spec<{ readonly now?: boolean }> = {
  define: (command) => command.option("--now", "end everything that runs within seconds, agents first"),
  examples: [
    ["traffic down", "what is in motion is taken up again by the next run"],
    ["traffic down --now", "when it must stop spending this moment"],
  ],
  run: async ({ doors, options }) => {
    const found = await (await doors()).down(options.now === true);
    const ended = "Ended. What was in motion is taken up again by the next traffic run or traffic up.";
    return { schema: "down", json: found, lines: [found.stopped ? ended : "No engine was running."] };
  },
};
