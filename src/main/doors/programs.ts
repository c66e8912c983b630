import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { driverNamed } from "../../agents/drivers.ts";
import { driverNames } from "../../core/drivers.ts";
import type { AgentDriver } from "../../core/driver.ts";
import type { Program } from "../../faces/doors/payer.ts";

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Where a program is on the PATH; undefined where it is not. */
export const programPath = (name: string): string | undefined =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find(isProgram);

/** How long a program is given to tell its version, in milliseconds. */
const patience = 10_000;

/** The version that a program tells: of what it prints, the first word that looks like one. */
const versionOf = (path: string): Promise<string> =>
  new Promise((resolve) => {
    const asked = execFile(path, ["--version"], { timeout: patience }, (_error, out) =>
      resolve(/\d+(?:\.\d+)+\S*/.exec(out)?.[0] ?? "of a version it does not tell"),
    );
    asked.stdin?.end();
  });

/** The program of a driver; undefined where it is not installed here. */
export const programOf = async ({ name, program }: AgentDriver): Promise<Program | undefined> => {
  const path = programPath(program);
  return path === undefined ? undefined : { driver: name, name: program, version: await versionOf(path) };
};

/** Every driver whose agent is a program of its own. */
export const agentDrivers = (): readonly AgentDriver[] =>
  driverNames.map(driverNamed).filter((driver) => driver?.kind === "agent");

/** Those of their programs that are installed here. */
export const installedPrograms = async (): Promise<readonly Program[]> => {
  const found = await Promise.all(agentDrivers().map(programOf));
  return found.filter((program) => program !== undefined);
};
