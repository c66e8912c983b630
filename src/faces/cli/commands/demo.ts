import type { ExitCode, NoOptions, Spec } from "../command.ts";

/** `traffic demo`: the whole thing in half a minute, in a repository of its own. */
export const demo: Spec<NoOptions> = {
  define: (command) => command,
  examples: [
    ["traffic demo", "runs a graph of shell tasks in a scratch repository; touches nothing of yours"],
  ],
  run: async ({ world }) => (await world.demo((line) => void world.stdout.write(`${line}\n`))) as ExitCode,
};
