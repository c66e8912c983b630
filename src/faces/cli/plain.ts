import type { Call, ExitCode } from "./command.ts";
import { pause } from "../../engine/ports/pause.ts";
import { progressOf } from "./progress.ts";
import { headline } from "./progress.ts";
import { countsOf } from "../../views/status.ts";

/** How often is looked for news, and how often the whole is told, in milliseconds. */
const [pace, summaryEvery] = [250, 60_000];

/** Follows the fleet in lines, one an event, until interrupted; how it stands is told at the start and each minute. */
export const followPlainly = async (call: Call<unknown>): Promise<ExitCode> => {
  const feed = await (await call.doors()).feed();
  const stop = new AbortController();
  const unlisten = call.world.onInterrupt(() => stop.abort());
  const progress = progressOf({ ...call, plain: true }, feed.state);
  const { clock } = call.world;
  let told = -Infinity;
  try {
    while (!stop.signal.aborted) {
      const { events } = await feed.look();
      progress.events(events, feed.state);
      if (!call.json && clock.now() - told >= summaryEvery) {
        told = clock.now();
        call.say(headline(countsOf(feed.state)));
      }
      await pause(call.world.clock, pace, stop.signal);
    }
    return 0;
  } finally {
    unlisten();
    progress.close();
    feed.close();
  }
};
