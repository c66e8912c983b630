import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runCli, tellFailure } from "./faces/cli/run-cli.ts";
import type { Doors } from "./faces/doors/doors.ts";
import type { World } from "./faces/cli/world.ts";
import { systemClock } from "./main/clock.ts";
import { openOutput } from "./main/output.ts";

/** This program, to be started again as host and as engine. */
const entry = fileURLToPath(import.meta.url);

const version = (): string => {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return version;
};

const onInterrupt = (call: () => void): (() => void) => {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, call);
  return () => {
    for (const signal of signals) process.off(signal, call);
  };
};

const doorsInto = async (folder: string): Promise<Doors> =>
  (await import("./main/doors/open.ts")).openDoors(folder, entry);

/** React's development build measures all it does and never forgets; which one is loaded, the environment says just then. */
const loadRoom = async () => {
  const before = process.env["NODE_ENV"];
  process.env["NODE_ENV"] = "production";
  const { openRoom } = await import("./faces/tui/open.ts");
  if (before === undefined) delete process.env["NODE_ENV"];
  else process.env["NODE_ENV"] = before;
  return openRoom;
};

const world = (): World => ({
  doors: () => doorsInto(process.cwd()),
  room: async ({ folder = process.cwd(), ...request }) => {
    // The room is open all day and makes much garbage: with a small nursery, and a heap that grows by little before it is
    // swept, its memory stays flat; left to itself it takes hundreds of megabytes first. Not before it is open: a heap that
    // fills for the first time would be swept again and again.
    const { setFlagsFromString } = await import("node:v8");
    setFlagsFromString("--semi-space-growth-factor=1");
    setTimeout(() => setFlagsFromString("--heap-growing-percent=40"), 5000).unref();
    const doors = await doorsInto(folder);
    const openRoom = await loadRoom();
    const { stdin, stdout, env } = process;
    await openRoom({ doors, clock: systemClock, stdin, stdout, env, ...request });
  },
  demo: async (request) =>
    (await import("./main/demo/stage.ts")).setStage(request, { openDoors: doorsInto, entry }),
  stdout: openOutput(),
  /** Looked up when they are read: that alone loads half of what Node has for streams. */
  get stderr() {
    return process.stderr;
  },
  get stdin() {
    return process.stdin;
  },
  env: process.env,
  clock: systemClock,
  version: version(),
  onInterrupt,
});

/** What this program is started as: the host, the engine in the background, or the command that a person typed. */
const main = async ([role, settings, ...more]: readonly string[]): Promise<number | undefined> => {
  if (role === "host" && process.send !== undefined) {
    const { liveAsHost } = await import("./main/host.ts");
    await liveAsHost(JSON.parse(settings ?? "{}"));
    return undefined;
  }
  if (role === "worker" && settings?.startsWith("{") === true) {
    const { liveAsWorker } = await import("./main/worker.ts");
    await liveAsWorker(JSON.parse(settings));
    return 0;
  }
  if (role === "engine" && settings === undefined) {
    const { liveAsEngine } = await import("./main/engine.ts");
    return liveAsEngine(entry, onInterrupt);
  }
  return runCli(
    [role, settings, ...more].filter((word) => word !== undefined),
    world(),
  );
};

// A step that could not be written down ends the process: nothing has acted on it, and the next start goes on from there.
process.on("uncaughtException", (error) => process.exit(tellFailure(error, process.argv.slice(2), world())));
const start = async (): Promise<void> => {
  process.exitCode = await main(process.argv.slice(2));
  // Interrupted twice: what is still in motion here is not waited for.
  if (process.exitCode === 130) process.exit();
};
void start();
