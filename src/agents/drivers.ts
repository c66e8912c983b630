import type { Driver } from "../core/driver.ts";
import { claudeCodeDriver } from "./claude-code.ts";
import { codexDriver } from "./codex.ts";
import { shellDriver } from "./shell.ts";

/** Every driver that starts a program; the built-in agent has a worker of its own. */
const drivers: readonly Driver[] = [shellDriver, claudeCodeDriver, codexDriver];

/** The driver of a name, if it is one that starts a program. */
export const driverNamed = (name: string): Driver | undefined =>
  drivers.find((driver) => driver.name === name);
