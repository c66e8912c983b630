import { relative, sep } from "node:path";
import type { Config } from "../../core/config.ts";
import type { Asked } from "../../core/intake/asked.ts";
import type { Imported } from "../../faces/doors/writing.ts";
import { freeId, isId, taskText } from "../../store/create.ts";
import { findFile, pathsIn, readText } from "../../store/disk.ts";
import { idOf } from "../../store/draft.ts";
import type { Changes } from "../../store/edit.ts";
import { originIn } from "../../store/source.ts";

type File = Imported["files"][number];

/** A file's text; nothing where it is not there, or no text. */
export const textOf = (root: string, path: string): string | undefined => {
  const file = findFile(root, path);
  const reading = file === undefined ? undefined : readText(root, file);
  return reading !== undefined && "text" in reading ? reading.text : undefined;
};

/** How people see keys: how many files have each, the most frequent first. */
const idleText = (idle: readonly string[]): string => {
  const counts = [...Map.groupBy(idle, (key) => key)]
    .map(([key, all]) => [key, all.length] as const)
    .sort(([, a], [, b]) => b - a);
  return counts.map(([key, n]) => `${key} (${n})`).join(", ");
};

/** What is here already, and room for what comes. */
export class Shelf {
  readonly root: string;
  readonly folders: Config["folders"];
  readonly #sources = new Map<string, string>();
  readonly #ids = new Set<string>();
  readonly #others = new Set<string>();
  readonly files: File[] = [];
  readonly kept: Imported["kept"][number][] = [];
  readonly left: Imported["left"][number][] = [];
  readonly notices = new Set<string>();

  constructor(root: string, { folders }: Config) {
    this.root = root;
    this.folders = folders;
    for (const path of pathsIn({ root, folder: folders.tasks, others: Object.values(folders) })) {
      this.#ids.add(idOf(path).toLowerCase());
      const { source, id } = originIn(textOf(root, path) ?? "");
      if (source !== undefined) this.#sources.set(source, path);
      if (id !== undefined) this.#others.add(id.toLowerCase());
    }
  }

  /** A path as sources and people have it: from the root, with forward slashes. */
  named(path: string): string {
    return relative(this.root, path).split(sep).join("/");
  }

  /** Whether what a source asks for is here already; that is noted. */
  holds(source: string): boolean {
    const file = this.#sources.get(source);
    if (file !== undefined) this.kept.push({ source, file });
    return file !== undefined;
  }

  /** A name that no task has, and none is given after this one. */
  claim(name: string): string {
    const id = freeId(name, this.#ids);
    this.#ids.add(id.toLowerCase());
    return id;
  }

  /** The very name that something has elsewhere, where it can be an id and no task has it. */
  claimAsIs(name: string): string | undefined {
    const key = name.toLowerCase();
    if (!isId(name) || this.#ids.has(key) || this.#others.has(key)) return undefined;
    this.#ids.add(key);
    return name;
  }

  /** Whether a task may have a name beside its id: none that others go by. */
  claimBeside(name: string): boolean {
    const key = name.toLowerCase();
    if (this.#ids.has(key) || this.#others.has(key)) return false;
    this.#others.add(key);
    return true;
  }

  /** The id of the task that was taken over from a source. */
  idFrom(source: string): string | undefined {
    const file = this.#sources.get(source);
    return file === undefined ? undefined : idOf(file);
  }

  /** Tells of keys that only other tools understand, one for each file that has it. */
  tellIdle(idle: readonly string[]): void {
    if (idle.length > 0) this.notices.add(`These keys are kept and mean nothing here: ${idleText(idle)}.`);
  }

  put(file: File): void {
    this.files.push(file);
    if (file.source !== undefined) this.#sources.set(file.source, file.path);
  }

  /** A new task, unless it is here already. */
  ask({ source, also = [], title, name, keys, body }: Asked, status: "draft" | "todo" = "draft"): void {
    if ([source, ...also].some((one) => this.holds(one))) return;
    const id = this.claim(name ?? title);
    const text = taskText({
      title,
      keys: { status, ...(keys as Changes), source },
      ...(body === "" ? {} : { body }),
    });
    this.put({ path: `${this.folders.tasks}/${id}.md`, text, title, source, status });
  }
}
