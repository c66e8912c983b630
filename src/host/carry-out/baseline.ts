import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "../../core/config.ts";
import type { Oid } from "../../core/evidence.ts";
import type { Failure } from "../../core/failure.ts";
import type { Finding } from "../../engine/ports/verify.ts";
import { benchAt, setUp } from "./bench.ts";
import type { Site } from "./bench.ts";

/** Whether a check is red without the change. */
type Colour = "red" | "green";

const place = (state: string, base: Oid, check: Check): string => {
  const identity = JSON.stringify([base, check.dir ?? ".", check.run]);
  return join(state, "baseline", createHash("sha256").update(identity).digest("hex"));
};

const recall = (path: string): Colour | undefined =>
  existsSync(path) ? (readFileSync(path, "utf8") as Colour) : undefined;

const remember = (path: string, colour: Colour): void => {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(`${path}.unfinished`, colour);
  renameSync(`${path}.unfinished`, path);
};

const isRed = ({ run }: Finding): boolean => run.outcome === "failed" || run.outcome === "timeout";

/** Runs on the base those checks whose colour there is not known yet. */
const findOut = async (site: Site, base: Oid, checks: readonly Check[]): Promise<Failure | undefined> => {
  const { order, tools } = site;
  const { path } = await tools.git.checkout({ slot: order.slot, commit: base, ground: order.ground });
  const failure = await setUp(site, path);
  if (failure !== undefined) return failure;
  const findings = await tools.verifier.run({ ...benchAt(site, path, "check"), checks });
  for (const [index, finding] of findings.entries())
    remember(place(tools.state, base, checks[index] as Check), isRed(finding) ? "red" : "green");
  return undefined;
};

/** Which of these checks are red on the base too: each is run there once, and then remembered. */
export const redOnBase = async (
  site: Site,
  base: Oid,
  checks: readonly Check[],
): Promise<readonly Check[] | Failure> => {
  const { state } = site.tools;
  const unknown = checks.filter((check) => recall(place(state, base, check)) === undefined);
  const failure = unknown.length === 0 ? undefined : await findOut(site, base, unknown);
  return failure ?? checks.filter((check) => recall(place(state, base, check)) === "red");
};
