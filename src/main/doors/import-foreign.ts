import { isOpen, type ForeignTask, type ForeignTasks } from "../../core/intake/foreign.ts";
import { largest } from "../../store/disk.ts";
import { taskText } from "../../store/create.ts";
import { canonicalKey } from "../../store/keys.ts";
import type { Printable } from "../../store/print.ts";
import { isTaskKey, parseTask } from "../../store/task.ts";
import { count } from "../../views/words.ts";
import type { Shelf } from "./import-shelf.ts";

/** Whose tasks they are, and whether what is to be done may start. */
type Taking = { readonly tool: "beads" | "taskmaster"; readonly ready: boolean };

/** A task with the name that it has here. */
type Named = { readonly task: ForeignTask; readonly id: string; readonly isKnown: boolean };

const named = (shelf: Shelf, task: ForeignTask): Named => {
  const { known, name, title } = task;
  const same = name === undefined ? shelf.claimAsIs(known) : undefined;
  if (same !== undefined) return { task, id: same, isKnown: true };
  const id = shelf.claim(name ?? `${known} ${title}`);
  return { task, id, isKnown: shelf.claimBeside(known) };
};

/** A key of theirs under its own name, unless it would mean something here, or be no key. */
const keyFor = (key: string, tool: string): string =>
  /^[A-Za-z][\w-]*$/.test(key) && !isTaskKey(canonicalKey(key))
    ? key
    : `${tool}_${key.replaceAll(/[^\w-]+/g, "_")}`;

const keptOf = ({ kept }: ForeignTask, tool: string): Record<string, Printable> =>
  Object.fromEntries(
    Object.entries(kept).map(([key, value]) => [keyFor(key, tool), value as Printable] as const),
  );

const statusOf = ({ status }: ForeignTask, ready: boolean): ForeignTask["status"] =>
  status === "todo" && !ready ? "draft" : status;

/** Whether it would start though something it waits for could not be taken over. */
const isLost = (task: ForeignTask, dependsOn: readonly string[]): boolean =>
  dependsOn.length < task.waitsFor.length && isOpen(task);

type Written = { readonly text: string; readonly idle: readonly string[] };

const written = ({ task, id, isKnown }: Named, dependsOn: readonly string[], taking: Taking): Written => {
  const { title, known, keys, source, body } = task;
  const kept = keptOf(task, taking.tool);
  const text = taskText({
    title,
    keys: {
      status: statusOf(task, taking.ready),
      ...(dependsOn.length === 0 ? {} : { depends_on: dependsOn }),
      ...keys,
      ...(isLost(task, dependsOn) ? { hold: true } : {}),
      ...(isKnown && id !== known ? { id: known } : {}),
      ...kept,
      source,
    },
    ...(body === "" ? {} : { body }),
  });
  return { text, idle: Object.keys(kept) };
};

/** So deep may be what is kept: deeper was made by no person, and no reader of YAML gets to the end of it. */
const deepest = 32;

const isDeep = (value: unknown, left = deepest): boolean =>
  typeof value === "object" &&
  value !== null &&
  (left === 0 || Object.values(value).some((inner) => isDeep(inner, left - 1)));

const tooDeep = ({ kept }: ForeignTask): string | undefined => {
  const [key] = Object.entries(kept).find(([, value]) => isDeep(value)) ?? [];
  return key === undefined ? undefined : `${key} in it is nested more than ${deepest} deep`;
};

/** Why a text would be no task here. */
const whyNone = (file: string, text: string): string | undefined => {
  if (Buffer.byteLength(text) > largest) return `it is larger than a task may be, ${largest} bytes`;
  const [problem] = parseTask({ file, text, digest: "" }).problems;
  return problem?.message;
};

/** Puts in place what is not here yet; all names are known before the first is depended on. */
export const takeForeign = (shelf: Shelf, { tasks, left, notices }: ForeignTasks, taking: Taking): void => {
  const fresh: Named[] = [];
  for (const task of tasks) {
    if (shelf.holds(task.source)) continue;
    const why = tooDeep(task);
    if (why === undefined) fresh.push(named(shelf, task));
    else shelf.left.push({ source: task.source, why });
  }
  const ids = new Map(fresh.map(({ task, id }) => [task.source, id]));
  const idle: string[] = [];
  for (const one of fresh) {
    const { source, title, waitsFor } = one.task;
    const dependsOn = waitsFor.flatMap((other) => ids.get(other) ?? shelf.idFrom(other) ?? []);
    const { text, idle: keys } = written(one, dependsOn, taking);
    const path = `${shelf.folders.tasks}/${taking.tool}/${one.id}.md`;
    const why = whyNone(path, text);
    if (why !== undefined) shelf.left.push({ source, why });
    else {
      shelf.put({ path, text, title, source, status: statusOf(one.task, taking.ready) });
      idle.push(...keys);
    }
  }
  shelf.left.push(...left);
  for (const notice of notices) shelf.notices.add(notice);
  shelf.tellIdle(idle);
  const renamed = fresh.filter(({ isKnown }) => !isKnown).length;
  if (renamed > 0)
    shelf.notices.add(
      `${count(renamed, "task goes", "tasks go")} by a new name alone: others have the old one here.`,
    );
};
