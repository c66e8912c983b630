import { onOneLine } from "../core/one-line.ts";
import { printDocument, type Printable } from "./print.ts";
import { slug } from "./slug.ts";

/** A document that does not exist yet. */
export type NewDocument = { readonly id: string; readonly path: string; readonly text: string };

/** Ids in small letters: a file system may not tell them apart by anything else. */
type Taken = Pick<ReadonlySet<string>, "has">;

export type NewTask = {
  readonly title: string;
  /** What its id is made of, where that is not the title. */
  readonly name?: string;
  /** From the repository's root. */
  readonly folder: string;
  /** Every id in the tree; none of them is used again. */
  readonly taken: Taken;
  /** Further front matter. */
  readonly keys?: Readonly<Record<string, Printable>>;
  readonly body?: string;
};

/** Names that a file system without case or a device list would not take. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d|readme)(?:\.|$)/;

const fileName = /^[\p{Letter}\p{Number}][\p{Letter}\p{Number}_-]*(?:\.[\p{Letter}\p{Number}_-]+)*$/u;

/** Whether a name can be an id as it is: the name of a file everywhere, short enough to be read. */
export const isId = (name: string): boolean =>
  name.length <= 60 && fileName.test(name) && !reserved.test(name.toLowerCase());

/** An id that is free, numbered where the name itself is taken. */
export const freeId = (title: string, taken: Taken): string => {
  const plain = slug(title) || "task";
  const base = reserved.test(plain) ? `${plain}-task` : plain;
  let id = base;
  for (let n = 2; taken.has(id.toLowerCase()); n++) id = `${base}-${n}`;
  return id;
};

/** The text of a task's file that does not exist yet, its title folded onto one line. */
export const taskText = ({ title, keys, body }: Pick<NewTask, "title" | "keys" | "body">): string =>
  printDocument(
    { title: onOneLine(title), status: "todo", ...keys },
    body === undefined ? "" : `\n${body.trim()}\n`,
  );

/** A task file for a title; its id is the title's slug, numbered where that is taken. */
export const newTask = ({ title, name, folder, taken, ...rest }: NewTask): NewDocument => {
  const id = freeId(name ?? onOneLine(title), taken);
  return { id, path: `${folder}/${id}.md`, text: taskText({ title, ...rest }) };
};
