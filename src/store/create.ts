import type { Changes } from "./edit.ts";
import { printDocument } from "./print.ts";
import { slug } from "./slug.ts";

/** A document that does not exist yet. */
export type NewDocument = { readonly id: string; readonly path: string; readonly text: string };

export type NewTask = {
  readonly title: string;
  /** What its id is made of, where that is not the title. */
  readonly name?: string;
  /** From the repository's root. */
  readonly folder: string;
  /** Every id in the tree; none of them is used again. */
  readonly taken: Iterable<string>;
  /** Further front matter. */
  readonly keys?: Changes;
  readonly body?: string;
};

/** Names that a file system without case or a device list would not take. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d|readme)$/;

/** An id that is free, numbered where the name itself is taken. */
export const freeId = (title: string, taken: Iterable<string>): string => {
  const ids = new Set([...taken].map((id) => id.toLowerCase()));
  const plain = slug(title) || "task";
  const base = reserved.test(plain) ? `${plain}-task` : plain;
  let id = base;
  for (let n = 2; ids.has(id); n++) id = `${base}-${n}`;
  return id;
};

/** A task file for a title, folded onto one line; its id is the title's slug, numbered where that is taken. */
export const newTask = ({ title, name, folder, taken, keys, body }: NewTask): NewDocument => {
  const folded = title.replaceAll(/[\s\p{Control}]+/gu, " ").trim();
  const id = freeId(name ?? folded, taken);
  const text = printDocument(
    { title: folded, status: "todo", ...keys },
    body === undefined ? "" : `\n${body.trim()}\n`,
  );
  return { id, path: `${folder}/${id}.md`, text };
};
