import * as z from "zod";
import type { AgentProfile } from "../core/agent.ts";
import { driverNames, isDriver } from "../core/drivers.ts";
import { idOf } from "./draft.ts";
import type { TaskBudget } from "../core/task.ts";
import { faultsOf, inFile } from "./faults.ts";
import { readFront } from "./front.ts";
import { budget } from "./readers.ts";
import type { Parsed, Source } from "./task.ts";

const names = z.union([z.string().transform((list) => rules(list)), z.array(z.string())]);

const isBudget = (value: unknown): boolean => {
  const read = budget(value);
  return read !== undefined && Object.values(read).every((most) => most > 0);
};

const schema = z.object({
  name: z.string().trim().min(1).nullish(),
  model: z.string().trim().min(1).nullish(),
  tools: names.nullish(),
  traffic: z
    .looseObject({
      driver: z.string().nullish(),
      models: z.array(z.string().trim().min(1)).min(1).nullish(),
      slots: z.int().min(1).nullish(),
      budget: z.custom(isBudget, "must be dollars, or a map of usd, tokens and minutes, above 0").nullish(),
    })
    .nullish(),
});

type Fields = z.infer<typeof schema>;

const unavailable = (driver: string) => ({
  code: "driver_unavailable",
  line: 1,
  message: `This agent needs the driver ${driver}, which is not available: tasks cannot be given to it.`,
  found: `driver: ${driver}`,
  expected: driverNames.map((name) => `driver: ${name}`).join(" or "),
  example: `traffic: { driver: ${driverNames.find((name) => name.startsWith(driver)) ?? "builtin"}, slots: 2 }`,
});

type Optional = {
  -readonly [Key in "slots" | "model" | "models" | "tools" | keyof TaskBudget]?: AgentProfile[Key];
};

/** Commas inside a rule's parentheses are its own: `Bash(npm run a, b)` is one. */
const rules = (list: string): string[] =>
  (list.match(/[^,(]+(?:\([^)]*\)?)?/g) ?? []).filter((rule) => rule.trim() !== "");

const optionalOf = ({ model, tools, traffic }: Fields): Optional => ({
  ...(typeof traffic?.slots === "number" ? { slots: traffic.slots } : {}),
  ...(typeof model === "string" ? { model } : {}),
  ...(Array.isArray(traffic?.models) ? { models: traffic.models } : {}),
  ...(Array.isArray(tools) ? { tools: tools.map((rule) => rule.trim()) } : {}),
  ...(traffic?.budget === undefined || traffic.budget === null ? {} : budget(traffic.budget)),
});

/**
 * Reads an agent's file: `agents/*.md`, or `.claude/agents/*.md` as they are. Without a `traffic:` block it is worked by
 * the built-in agent; the body, its system prompt, stays in the file until it is needed.
 */
export const parseAgent = ({ file, text, digest }: Source): Parsed<AgentProfile> => {
  const front = readFront(text);
  if (front.kind === "unreadable") return { problems: inFile(file, [front.fault]) };
  const read = schema.safeParse(front.values, { reportInput: true });
  if (!read.success) {
    return { problems: inFile(file, faultsOf(read.error.issues, { yaml: front.yaml, before: 1 })) };
  }
  const driver = read.data.traffic?.driver ?? "builtin";
  if (!isDriver(driver)) return { problems: inFile(file, [unavailable(driver)]) };
  const name = read.data.name ?? idOf(file);
  return { value: { name, driver, file, digest, ...optionalOf(read.data) }, problems: [] };
};
