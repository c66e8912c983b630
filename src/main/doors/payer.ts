import { driverNamed } from "../../agents/drivers.ts";
import { driverNames, isPaid, type DriverName } from "../../core/drivers.ts";
import type { AgentDriver } from "../../core/driver.ts";
import type { Unpaid } from "../../core/unpaid.ts";
import type { Payer } from "../../faces/doors/payer.ts";
import { programPath } from "./programs.ts";

const service = "https://api.anthropic.com";

/** The first of some variables that holds a key. */
const keyIn = (names: readonly string[]): { readonly from: string; readonly ends: string } | undefined => {
  const from = names.find((name) => (process.env[name] ?? "") !== "");
  return from === undefined ? undefined : { from, ends: (process.env[from] ?? "").slice(-4) };
};

/** Who pays for the built-in agent: its key is asked for at one address. */
const ofBuiltin = (): Payer => {
  const key = keyIn(["ANTHROPIC_API_KEY"]);
  if (key === undefined)
    return {
      kind: "nobody",
      driver: "builtin",
      why: "ANTHROPIC_API_KEY is not set",
      repair: "export ANTHROPIC_API_KEY=…, in the shell that starts the fleet",
    };
  const address = process.env["ANTHROPIC_BASE_URL"] ?? service;
  const at = URL.canParse(address) ? new URL(address).host : address;
  return { kind: "key", driver: "builtin", ...key, at };
};

/** Who pays for an agent with a program of its own: a key where there is one, else whoever is signed in with it. */
const ofProgram = ({ name: driver, program, install, keys }: AgentDriver): Payer => {
  if (programPath(program) === undefined)
    return { kind: "nobody", driver, why: `there is no \`${program}\` on the PATH`, repair: install };
  const key = keyIn(keys);
  return key === undefined ? { kind: "program", driver, program } : { kind: "key", driver, ...key };
};

/** Who pays for the models of drivers in a run that is started from here. */
export const payers = (drivers: readonly DriverName[]): readonly Payer[] =>
  drivers.map((name) => {
    const driver = driverNamed(name);
    return driver?.kind === "agent" ? ofProgram(driver) : ofBuiltin();
  });

/** The paid drivers that cannot work where this process runs, and what is missing for each. */
export const unpaidHere = (): readonly Unpaid[] =>
  payers(driverNames.filter(isPaid)).flatMap((payer) => {
    if (payer.kind !== "nobody") return [];
    const { driver, why, repair } = payer;
    return [{ driver, why, repair }];
  });
