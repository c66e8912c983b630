import type { Clock } from "../engine/ports/clock.ts";
import type { Look } from "./library.ts";
import type { Read } from "./look.ts";

/** A look lets others have their turn after so long. */
const turnMs = 5;

/** One thing to be done at a time to come; asked again, the earlier time wins. */
export const alarm = (clock: Clock, ring: () => void) => {
  let set: { readonly at: number; readonly off: () => void } | undefined;
  const off = (): void => {
    set?.off();
    set = undefined;
  };
  const on = (at: number): void => {
    if (set !== undefined && set.at <= at) return;
    off();
    const call = (): void => {
      set = undefined;
      ring();
    };
    set = { at, off: clock.wake(at, call) };
  };
  return { on, off };
};

/** Calls every so often, in milliseconds, from its beginning on. */
export const every = (clock: Clock, ms: number, call: () => void) => {
  const bell = alarm(clock, () => {
    call();
    begin();
  });
  const begin = (): void => bell.on(clock.now() + ms);
  return { begin, off: bell.off };
};

/** Takes the steps of one look, a turn at a time; another look takes its place. */
export const pacer = (clock: Clock, read: Read) => {
  let off: (() => void) | undefined;
  const stop = (): void => {
    off?.();
    off = undefined;
  };
  const go = (look: Look<void>, files: Parameters<Read>[0], done: () => void): void => {
    const began = clock.now();
    let step = look.next(read(files));
    while (step.done !== true && clock.now() - began < turnMs) step = look.next(read(step.value));
    off = undefined;
    if (step.done === true) return done();
    const rest = step.value;
    off = clock.wake(clock.now(), () => go(look, rest, done));
  };
  const start = (look: Look<void>, done: () => void): void => {
    stop();
    go(look, [], done);
  };
  return { start, stop, isBusy: () => off !== undefined };
};
