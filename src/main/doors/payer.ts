import type { Payer } from "../../faces/doors.ts";

const service = "https://api.anthropic.com";

/** Who pays for models in a run that is started from here; undefined where there is no key. */
export const payer = (): Payer | undefined => {
  const from = "ANTHROPIC_API_KEY";
  const key = process.env[from] ?? "";
  const address = process.env["ANTHROPIC_BASE_URL"] ?? service;
  return key === ""
    ? undefined
    : { from, ends: key.slice(-4), at: URL.canParse(address) ? new URL(address).host : address };
};
