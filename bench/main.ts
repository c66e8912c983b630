import { cpus, platform } from "node:os";
import type { Bench } from "./figure.ts";

// node bench/main.ts <name> [--flags]: prints one JSON line per figure, or one with all that was found.

/** A bench is loaded only when it is named, so that none pays for another's imports. */
const benches: Record<string, () => Promise<Bench>> = {
  commands: async () => (await import("./commands.ts")).benchCommands,
  attempts: async () => (await import("./attempts.ts")).benchAttempts,
  agents: async () => (await import("./agents.ts")).benchAgents,
  dag: async () => (await import("./dag.ts")).benchDag,
  forecast: async () => (await import("./forecast.ts")).benchForecast,
  limits: async () => (await import("./limits.ts")).benchLimits,
  journal: async () => (await import("./journal.ts")).benchJournal,
  routing: async () => (await import("./routing.ts")).benchRouting,
  schedule: async () => (await import("./schedule.ts")).benchSchedule,
  tui: async () => (await import("./tui.ts")).benchTui,
};

const [name = "", ...args] = process.argv.slice(2);
const load = benches[name];
if (load === undefined) {
  console.error(`no bench named "${name}"; there are: ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}
const context = {
  command: ["npm run bench --", name, ...args].join(" "),
  node: process.version,
  platform: platform(),
  cpus: cpus().length,
};
/** Four digits are more than any measurement here has. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
const print = (found: object): void =>
  console.log(JSON.stringify({ bench: name, ...found, context }, rounded));
const bench = await load();
try {
  await bench(args, print, print);
} catch (error) {
  console.error(`bench ${name}: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
