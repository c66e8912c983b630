import type { Trial, TrialStep } from "../doors/house.ts";
import { duration } from "../../views/duration.ts";
import type { Call } from "./command.ts";
import { LiveBlock } from "./live-block.ts";
import { styled, type Line, type Style } from "./text/line.ts";
import { isLive, pageOf } from "./world.ts";

const words: Readonly<Record<Trial["outcome"], readonly [string, Style]>> = {
  passed: ["passed", "good"],
  failed: ["failed", "bad"],
  not_run: ["not run", "warn"],
};

/** A command that was tried: how it went, what it is called and what it runs, and below that why it did not pass. */
const trialLines = (trial: Trial): Line[] => {
  const { name, run, dir, outcome, seconds, why, repair } = trial;
  const [word, style] = words[outcome];
  const took = outcome === "not_run" ? "" : `  ${duration(seconds * 1000)}`;
  const place = dir === undefined ? "" : ` in ${dir}`;
  const shown = name === run ? "" : `  ${run}${place}`;
  return [
    [styled(word.padEnd(9), style), styled(name, "strong"), shown, styled(took, "dim")],
    ...(why === undefined ? [] : [[" ".repeat(9), why]]),
    ...(repair === undefined ? [] : [[" ".repeat(9), styled(`-> ${repair}`, "strong")]]),
  ];
};

/** Trials told as they go on; `close` takes away what is drawn over. */
type Telling = { readonly step: (step: TrialStep) => void; readonly close: () => void };

/** Tells trials as the caller wants them: not at all in JSON, one line each, or with the one that runs below them. */
const tellTrials = ({ world, json, say }: Pick<Call<never>, "world" | "json" | "say">): Telling => {
  if (json) return { step: () => {}, close: () => {} };
  if (!isLive(world.stdout, world.env))
    return {
      step: (step) => {
        if (step.kind === "ended") trialLines(step.trial).forEach(say);
      },
      close: () => {},
    };
  let running: { readonly name: string; readonly run: string; readonly since: number } | undefined;
  const draw = (): Line[] => {
    if (running === undefined) return [];
    const passed = Math.floor((world.clock.now() - running.since) / 1000) * 1000;
    const shown = running.name === running.run ? "" : `  ${running.run}`;
    // The time before the command: a long command is cut where the line ends.
    const took = styled(`  ${duration(passed)}`, "dim");
    return [[styled("running  ", "busy"), styled(running.name, "strong"), took, shown]];
  };
  const page = (): ReturnType<typeof pageOf> => pageOf(world.stdout, world.env);
  const block = new LiveBlock({ output: world.stdout, clock: world.clock, page, draw });
  return {
    step: (step) => {
      if (step.kind === "begins") running = { ...step, since: world.clock.now() };
      else {
        running = undefined;
        block.print(trialLines(step.trial));
      }
      block.changed();
    },
    close: () => block.close(),
  };
};

/** Does something that tries commands out, told as it goes on, `before` ahead of the first; Ctrl-C stops it. */
export const whileTelling = async <T>(
  call: Pick<Call<never>, "world" | "json" | "say"> & { readonly before: string },
  work: (request: { readonly signal: AbortSignal; readonly onStep: (step: TrialStep) => void }) => Promise<T>,
): Promise<T> => {
  const stop = new AbortController();
  const telling = tellTrials(call);
  let begun = false;
  const onStep = (step: TrialStep): void => {
    if (!begun && !call.json) call.say(call.before);
    begun = true;
    telling.step(step);
  };
  const unlisten = call.world.onInterrupt(() => stop.abort());
  try {
    return await work({ signal: stop.signal, onStep });
  } finally {
    unlisten();
    telling.close();
  }
};
