import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** One run of one model at one task, as the data has it. */
export type Run = { readonly right: boolean; readonly usd: number };

/** Every model's run at every task. */
export type Data = {
  readonly tasks: readonly string[];
  readonly models: readonly string[];
  /** By task, then by model. */
  readonly runs: readonly (readonly Run[])[];
};

const textOf = (file: string): string => {
  const bytes = readFileSync(file);
  const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isZipped ? gunzipSync(bytes) : bytes).toString("utf8");
};

/** The cells of a line of CSV; quotes are doubled inside of quotes. */
const cellsOf = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain = ""]) =>
    quoted === undefined ? plain : quoted.replaceAll('""', '"'),
  );

/** Reads `instance`, `model`, `resolved` and `cost_usd`; tasks that not every model has run are left out, and counted. */
export const readData = (file: string): { readonly data: Data; readonly leftOut: number } => {
  const [head = "", ...lines] = textOf(file).trim().split(/\r?\n/);
  const names = cellsOf(head);
  const at = (name: string): number => {
    const index = names.indexOf(name);
    if (index === -1) throw new Error(`${file} has no column ${name}; its first line is: ${head}`);
    return index;
  };
  const [instance, model, resolved, cost] = [at("instance"), at("model"), at("resolved"), at("cost_usd")];
  const byTask = new Map<string, Map<string, Run>>();
  const models = new Set<string>();
  for (const line of lines) {
    const cells = cellsOf(line);
    const name = cells[model] ?? "";
    models.add(name);
    const runs = byTask.get(cells[instance] ?? "") ?? new Map<string, Run>();
    byTask.set(cells[instance] ?? "", runs);
    runs.set(name, { right: Number(cells[resolved]) === 1, usd: Number(cells[cost]) });
  }
  const whole = [...byTask].filter(([, runs]) => runs.size === models.size);
  const order = [...models];
  const data = {
    tasks: whole.map(([task]) => task),
    models: order,
    runs: whole.map(([, runs]) => order.map((name) => runs.get(name) as Run)),
  };
  return { data, leftOut: byTask.size - whole.length };
};

/** The same of some tasks and models only, by their places. */
export const partOf = (data: Data, tasks: readonly number[], models: readonly number[]): Data => ({
  tasks: tasks.map((at) => data.tasks[at] ?? ""),
  models: models.map((at) => data.models[at] ?? ""),
  runs: tasks.map((task) => models.map((model) => data.runs[task]?.[model] as Run)),
});
