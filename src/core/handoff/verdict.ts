import type { Action } from "./action.ts";
import type { Heard } from "./heard.ts";
import type { SeenCheck } from "./seen.ts";
import { ask, held, looked, policyContext, wait, type Case } from "./words.ts";

/** How long a check that is demanded may take to begin, and one that has begun to end, in milliseconds. */
const [begins, ends] = [3 * 60_000, 2 * 60 * 60_000];

/** How often a run that came to no verdict is started in all. */
const tries = 3;

const names = (checks: readonly SeenCheck[]): string => checks.map(({ name }) => name).join(", ");

const whereabouts = ({ url }: SeenCheck): string =>
  url === undefined ? "look at its checks" : `look at ${url}`;

/** Only new failures reject: what was red where the work was proved is nobody's fault here, and may be mended by now. */
const red = ({ handoff, seen }: Case, checks: readonly SeenCheck[]): Action | undefined => {
  const all = checks.filter(({ state }) => state === "red");
  if (all.length === 0) return undefined;
  const own = all.filter(({ name }) => !seen.redOnBase.includes(name));
  if (own.length > 0) return { kind: "red", checks: own };
  return seen.target === handoff.base
    ? held(`${names(all)} is red on ${handoff.target} as well`, `mend ${handoff.target}`)
    : { kind: "moved" };
};

/** A run that came to no verdict is started again, and once more whenever a person asks; it costs the task nothing. */
const lost = ({ more = 0 }: Heard, checks: readonly SeenCheck[]): Action | undefined => {
  const check = checks.find(({ state }) => state === "lost");
  if (check === undefined) return undefined;
  const { run } = check;
  return run !== undefined && run.tries < tries + more
    ? { kind: "rerun", run: run.id }
    : ask(`${check.name} ended without a verdict`, `${whereabouts(check)}, and start it again`);
};

const pending = (now: number, checks: readonly SeenCheck[]): Action | undefined => {
  const all = checks.filter(({ state }) => state === "pending");
  const late = all.find(({ since }) => now - since > ends);
  if (late?.run !== undefined) return { kind: "cancel_run", run: late.run.id };
  if (late !== undefined) return ask(`${late.name} has not ended for two hours`, whereabouts(late));
  return all.length === 0 ? undefined : wait(`waits for ${names(all)}`, looked);
};

/** What is demanded must be there, and must have judged: a check that was skipped proves nothing. */
const missing = ({ handoff, seen }: Case, checks: readonly SeenCheck[]): Action | undefined => {
  const wanted = [...new Set([...handoff.checks, ...seen.rules.checks])].filter(
    (name) => name !== policyContext,
  );
  const absent = wanted.filter((name) => !checks.some((check) => check.name === name));
  if (absent.length > 0) {
    const since = seen.policy?.since ?? seen.now;
    if (seen.now - since <= begins) return wait(`waits for ${absent.join(", ")} to begin`, begins);
    return ask(
      `${absent.join(", ")} has not begun`,
      `see that GitHub Actions is on and its workflow is on ${handoff.target} (traffic init --github writes it)`,
    );
  }
  const skipped = checks.find(({ name, state }) => state === "skipped" && handoff.checks.includes(name));
  return skipped && ask(`${skipped.name} was skipped: it proves nothing`, whereabouts(skipped));
};

/** What the checks of the pull request say; `undefined` when all that is demanded is green. */
export const verdictOnChecks = (found: Case): Action | undefined => {
  const { seen } = found;
  const checks = seen.checks.filter(({ name }) => name !== policyContext);
  const stuck = checks.find(({ state }) => state === "held");
  return (
    red(found, checks) ??
    (stuck &&
      ask(`${stuck.name} waits until a person lets it run`, `approve it: ${stuck.url ?? "on GitHub"}`)) ??
    lost(seen.heard, checks) ??
    pending(seen.now, checks) ??
    missing(found, checks)
  );
};
