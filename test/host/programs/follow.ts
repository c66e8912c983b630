import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createAgents } from "../../../src/host/attempt/attempt.ts";
import { AwakeTime } from "../../../src/engine/awake.ts";
import { processTable } from "../../../src/host/processes/platform.ts";
import { machine } from "../../../src/main/clock.ts";

const [root = "", minutes = ""] = process.argv.slice(2);
const [state, path] = [join(root, "state"), join(root, "worktree")];
for (const folder of [state, path]) mkdirSync(folder, { recursive: true });

const ending = { table: processTable, grace: 150 };
const awake = new AwakeTime(machine, { pace: 50, patience: 1000, late: "stopped" });
const { end } = await createAgents({ state, ending, awake }).run({
  key: "odd name #1@1",
  agent: { kind: "command", argv: ["/bin/sh", "-c", "while :; do sleep 0.05; done"] },
  env: { PATH: process.env["PATH"] ?? "" },
  path,
  minutes: Number(minutes),
  signal: new AbortController().signal,
  reset: () => Promise.resolve(),
});
process.stdout.write(JSON.stringify(end));
