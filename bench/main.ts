import { cpus, platform } from "node:os";
import type { Bench } from "./figure.ts";

// node bench/main.ts <name> [--flags]: prints one JSON line per figure.

/** A bench is loaded only when it is named, so that none pays for another's imports. */
const benches: Record<string, () => Promise<Bench>> = {
  commands: async () => (await import("./commands.ts")).benchCommands,
  agents: async () => (await import("./agents.ts")).benchAgents,
  journal: async () => (await import("./journal.ts")).benchJournal,
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
const bench = await load();
await bench(args, ({ value, ...figure }) =>
  console.log(JSON.stringify({ bench: name, ...figure, value: Number(value.toPrecision(4)), context })),
);
