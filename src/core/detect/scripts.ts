import type { Kind } from "./idea.ts";

/** Scripts or targets by name: the commands behind them. */
export type Scripts = Readonly<Record<string, string>>;

/** Names that people give to what judges work. */
const named: readonly (readonly [Kind, RegExp])[] = [
  ["format", /^(?:(?:format|fmt|prettier|style)[:-]check|check[:-](?:format|fmt|style|prettier))$/],
  ["lint", /^(?:lint|lint[:-](?:check|all|js|ts)|check[:-]lint|eslint)$/],
  ["types", /^(?:type-?check|types[:-]check|check[:-]types?|tsc|tsc[:-]check|types|mypy|ts:check)$/],
  ["build", /^build$/],
  ["test", /^(?:test|tests|check|verify|test[:-](?:unit|all|ci)|unit(?:[:-]test)?)$/],
];

/** What a name promises; `undefined` for one that judges nothing. */
export const kindOf = (name: string): Kind | undefined => named.find(([, names]) => names.test(name))?.[0];

/** Commands that never end, wait for a person, or mend what they should judge. */
const unfit =
  /(?:^|\s)(?:--watch(?:All)?(?!=false)|--ui|--open|--inspect\S*|--fix|--write|-w)(?=\s|$)|\bnodemon\b|\bcypress open\b|\bwatch\b(?!=)|\bkarma start(?!.*--single-run)|no test specified/;

/** Whether a command can judge: it ends by itself and changes nothing. */
export const canJudge = (command: string): boolean => command.trim() !== "" && !unfit.test(command);

const caller = /\b(?:npm|pnpm|yarn|bun|npx)\s+(?:-s\s+|--silent\s+)?(?:run(?:-script)?\s+)?([\w:.-]+)/g;
const runners = /\b(?:run-s|run-p|npm-run-all|concurrently)\s+([^&|;]+)/g;

/** The scripts that one runs, by itself and through others. */
export const callsOf = (name: string, scripts: Scripts): ReadonlySet<string> => {
  const called = new Set<string>();
  const visit = (one: string): void => {
    for (const command of [`pre${one}`, one, `post${one}`].map((key) => ownValue(scripts, key))) {
      const direct = [...command.matchAll(caller)].map(([, found = ""]) => found);
      const listed = [...command.matchAll(runners)].flatMap(([, found = ""]) => found.split(/[\s"']+/));
      for (const next of [...direct, ...listed].map((found) => found.replace(/^npm:/, ""))) {
        if (next === one || called.has(next) || !Object.hasOwn(scripts, next)) continue;
        called.add(next);
        visit(next);
      }
    }
  };
  visit(name);
  return called;
};

const ownValue = (scripts: Scripts, key: string): string =>
  Object.hasOwn(scripts, key) ? (scripts[key] ?? "") : "";

/** The scripts that judge work, each once: one that another runs anyway is left to that one. */
export const judgesAmong = (scripts: Scripts): { readonly name: string; readonly kind: Kind }[] => {
  const found = Object.keys(scripts).flatMap((name) => {
    const kind = kindOf(name);
    return kind === undefined || !canJudge(ownValue(scripts, name)) ? [] : [{ name, kind }];
  });
  const calls = new Map(found.map(({ name }) => [name, callsOf(name, scripts)]));
  const fit = found.filter(({ name }) =>
    [...(calls.get(name) ?? [])].every((inner) => canJudge(ownValue(scripts, inner))),
  );
  return fit.filter(
    ({ name }) =>
      !fit.some((other) => {
        const [there, back] = [calls.get(other.name)?.has(name), calls.get(name)?.has(other.name)];
        return other.name !== name && there === true && back !== true;
      }),
  );
};
