import type { Config } from "../../../src/core/config.ts";
import { defaultConfig } from "../../../src/core/config.ts";
import type { Ground } from "../../../src/core/order.ts";

export const taskFile = "tasks/t.md";

/** The edit that comes with every landing here. */
export const editOf = () => ({
  path: taskFile,
  change: (text: string) => text.replace(/^status: .*$/m, "status: done"),
});

export const groundOf = (commits: Config["commits"] = defaultConfig.commits): Ground => ({
  target: "main",
  config: { ...defaultConfig, commits },
});
