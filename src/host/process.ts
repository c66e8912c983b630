import type { Hands, Motion } from "../engine/ports/hands.ts";
import type { Lock } from "../engine/ports/lock.ts";
import type { News } from "../engine/ports/news.ts";
import type { FromHost, ToHost } from "./messages.ts";

/** What the host process is made of. */
export type HostParts = {
  readonly hands: Hands;
  /** Resolves when no other host of the repository acts any more; so nothing is landed twice. */
  readonly lock: () => Promise<Lock>;
  /** Tells what the world outside does, for as long as the process lives. */
  readonly watch: (tell: (news: News) => void) => void;
  /** Ends, at once, what must not outlive us. Agents may, and are adopted by the next host. */
  readonly abandon: () => void;
};

const send = (message: FromHost): void => {
  if (process.connected) process.send?.(message);
};

const start = (
  motions: Map<number, Motion>,
  { id, order }: Extract<ToHost, { kind: "start" }>,
  hands: Hands,
) => {
  const motion = hands.start(order, (input) => send({ kind: "report", id, input }));
  motions.set(id, motion);
  void motion.done.finally(() => {
    motions.delete(id);
    send({ kind: "done", id });
  });
};

/** Signals of the terminal reach us with the engine's whole group; when to leave is the engine's to say, by leaving. */
const outliveTheTerminal = (): void => {
  for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined);
};

/** The life of the host process: started by `remoteHands`, it acts once it holds the lock and leaves when the engine does. */
export const runHost = async ({ hands, lock, watch, abandon }: HostParts): Promise<void> => {
  // Held by what lives as long as we do: a lock that is forgotten is collected, and with it the file that it is on.
  let held: Lock | undefined;
  const leave = (): never => {
    abandon();
    held?.release();
    process.exit(0);
  };
  outliveTheTerminal();
  const motions = new Map<number, Motion>();
  const early: ToHost[] = [];
  let act = (message: ToHost): void => void early.push(message);
  process.on("message", (message) => act(message as ToHost));
  process.once("disconnect", leave);
  if (!process.connected) leave();
  held = await lock();
  act = (message) => {
    if (message.kind === "start") start(motions, message, hands);
    else motions.get(message.id)?.stop();
  };
  for (const message of early) act(message);
  watch((news) => send({ kind: "news", news }));
};
