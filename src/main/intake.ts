import { bodyOf } from "../core/body.ts";
import type { Asked } from "../core/intake/asked.ts";
import type { Ground } from "../core/order.ts";
import type { Intake, Said } from "../engine/ports/intake.ts";
import { standsOn } from "../git/glance.ts";
import type { Repository } from "../git/repository.ts";
import { openIntentBox } from "../journal/intents.ts";
import { setKeys, type Changes, type Edit } from "../store/edit.ts";
import { parseTask } from "../store/task.ts";
import { rewrite, writeAllNew } from "../store/write.ts";
import { Shelf } from "./doors/import-shelf.ts";

const wish = ({ state }: Repository, kind: "cancel" | "retry", { task, by }: Said): void => {
  const box = openIntentBox(state);
  try {
    box.put({ kind, task }, `${by} (GitHub)`);
  } finally {
    box.close();
  }
};

/** Whether a text still asks for the very thing that its issue asks for now: only that can be released from there. */
const isSame = (text: string, { title, body }: Asked): boolean =>
  bodyOf(text).trim() === body.trim() && text.includes(JSON.stringify(title).slice(1, -1));

const released = (text: string, { file, asked }: Said): Edit => {
  const { task } = parseTask({ file, text, digest: "" }).value ?? {};
  const free: Changes = task?.hold === true ? { hold: false } : {};
  if (task?.status !== "draft") return setKeys(text, free);
  if (asked !== undefined && isSame(text, asked)) return setKeys(text, { ...free, status: "todo" });
  return {
    kind: "refused",
    why: "the task does not say what this issue says now; it can be released where it is kept",
  };
};

const editFor = (said: Said): ((text: string) => Edit) | undefined => {
  const { word, priority = 2 } = said;
  const change =
    (keys: Changes) =>
    (text: string): Edit =>
      setKeys(text, keys);
  if (word === "hold") return change({ hold: true });
  if (word === "priority") return change({ priority: `P${priority}` });
  return word === "release" ? (text) => released(text, said) : undefined;
};

const edited = (root: string, file: string, edit: (text: string) => Edit): string | undefined => {
  try {
    const result = rewrite(root, file, edit);
    return result.kind === "refused" ? result.why : undefined;
  } catch {
    return "its file is not in the checkout just now";
  }
};

/** What comes in from GitHub, as files and wishes of the person whose repository this is. */
export const openIntake = (repository: Repository, { config, target }: Ground): Intake => {
  const { checkout: root } = repository;
  return {
    propose: (asked) => {
      if (!standsOn(repository, target)) return false;
      const shelf = new Shelf(root, config);
      for (const one of asked) shelf.ask(one);
      writeAllNew(root, shelf.files);
      return true;
    },
    holds: (sources) => {
      const shelf = new Shelf(root, config);
      return sources.some((source) => shelf.holds(source));
    },
    obey: (said) => {
      if (said.word === "cancel" || said.word === "retry") wish(repository, said.word, said);
      const edit = editFor(said);
      return edit && edited(root, said.file, edit);
    },
  };
};
