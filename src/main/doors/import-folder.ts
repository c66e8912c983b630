import { basename, dirname, join } from "node:path";
import { UsageError } from "../../faces/doors/usage-error.ts";
import { pathsIn } from "../../store/disk.ts";
import { slug } from "../../store/slug.ts";
import { takeOver, type TakenOver } from "../../store/foreign.ts";
import { count } from "../../views/words.ts";
import { textOf, type Shelf } from "./import-shelf.ts";

/** Folders of other tools that hold documents of other kinds. */
const others = ["docs", "decisions", "milestones"];

const isOther = (path: string): boolean =>
  path
    .split("/")
    .slice(1, -1)
    .some((part) => others.includes(part));

type Task = Extract<TakenOver, { kind: "task" }>;

/** What other tools say by a folder: what is archived was given up, and what is a draft is not ready. Nothing begins unseen. */
const restOf = (path: string, ready: boolean): { rest?: "draft" | "cancelled" } => {
  const above = new Set(path.split("/").slice(1, -1));
  if (above.has("archive")) return { rest: "cancelled" };
  return ready && !above.has("drafts") ? {} : { rest: "draft" };
};

/** Takes over one file; tells what it became, unless it is here already or cannot be taken over. */
const takeOne = (
  shelf: Shelf,
  { above, path }: { readonly above: string; readonly path: string },
  ready: boolean,
): Task | undefined => {
  const source = shelf.named(join(above, path));
  if (shelf.holds(source)) return undefined;
  const text = textOf(above, path);
  const over: TakenOver =
    text === undefined
      ? { kind: "left", why: "it is no text of at most 1 MiB in UTF-8" }
      : takeOver({ file: path, text }, { source, ...restOf(path, ready) });
  if (over.kind === "left") {
    shelf.left.push({ source, why: over.why });
    return undefined;
  }
  const folder = slug(path.split("/")[0] ?? "") || "imported";
  const file = `${shelf.folders.tasks}/${folder}/${shelf.claim(over.name)}.md`;
  shelf.put({ path: file, text: over.text, title: over.title, source, status: over.status });
  return over;
};

/** Takes over every task below a folder, each in its own words. */
export const fromFolder = (shelf: Shelf, folder: string, ready: boolean): void => {
  const above = dirname(folder);
  const paths = pathsIn({ root: above, folder: basename(folder), others: [] }).sort();
  if (paths.length === 0) throw new UsageError(`there is no markdown file in ${folder}`);
  const tasks = paths.filter((path) => !isOther(path));
  const taken = tasks.flatMap((path) => takeOne(shelf, { above, path }, ready) ?? []);
  const idle = taken.flatMap((task) => task.idle);
  const mended = taken.filter((task) => task.mended).length;
  const skipped = paths.length - tasks.length;
  if (skipped > 0)
    shelf.notices.add(`${count(skipped, "file")} in folders called ${others.join(", ")} left out: no tasks.`);
  if (mended > 0)
    shelf.notices.add(
      `In ${count(mended, "file")} a name that begins with @ is put in quotes, as YAML has it.`,
    );
  shelf.tellIdle(idle);
};
