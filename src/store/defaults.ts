import { availableParallelism } from "node:os";
import { defaultConfig, type Config } from "../core/config.ts";

/** The configuration's path from the repository's root. */
export const configFile = "traffic.yaml";

/** What holds where `traffic.yaml` says nothing: half the cores verify. */
export const machineDefaults = (): Config => ({
  ...defaultConfig,
  slots: { ...defaultConfig.slots, verification: Math.max(1, Math.floor(availableParallelism() / 2)) },
});
