import { basename, dirname } from "node:path";
import { askedByRoadmap } from "../../core/intake/roadmap.ts";
import type { Roadmap } from "../../core/roadmap.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import type { ImportRequest } from "../../faces/doors/writing.ts";
import { idOf } from "../../store/draft.ts";
import { parseRoadmap } from "../../store/roadmap.ts";
import { slug } from "../../store/slug.ts";
import { count } from "../../views/words.ts";
import { textOf, type Shelf } from "./import-shelf.ts";

/** Puts the roadmap itself where roadmaps are, whole and as it is; returns where. */
const keep = (shelf: Shelf, source: string, text: string): string => {
  const folder = shelf.folders.roadmaps;
  const file = source.startsWith(`${folder}/`) ? source : `${folder}/${slug(idOf(source)) || "roadmap"}.md`;
  const there = textOf(shelf.root, file);
  if (there === undefined) shelf.put({ path: file, text, title: idOf(file) });
  else if (there !== text)
    shelf.notices.add(`${file} is there already and says something else: it stays as it is.`);
  return file;
};

type Read = { readonly roadmap: Roadmap; readonly text: string; readonly source: string };

const tellOfBoxes = (shelf: Shelf, { roadmap, source }: Read, boxes: number): void => {
  const done = roadmap.milestones.flatMap(({ items }) => items).filter((item) => item.done).length;
  if (done > 0)
    shelf.notices.add(
      `What is done already stays in ${roadmap.file} and becomes no task: ${count(done, "check box", "check boxes")}.`,
    );
  if (boxes === 0) shelf.notices.add(`${source} has nothing that is open.`);
};

const tellOfPoints = (shelf: Shelf, { roadmap, text, source }: Read, boxes: number): void => {
  const points = askedByRoadmap(roadmap, text, { source, bullets: true }).length - boxes;
  if (points > 0)
    shelf.notices.add(
      `${count(points, "point")} of its lists without a check box left out: --bullets takes them too.`,
    );
};

/** A roadmap is kept whole, as it is; what is open in it becomes tasks. */
export const fromRoadmap = (shelf: Shelf, path: string, { bullets, ready }: ImportRequest): void => {
  const text = textOf(dirname(path), basename(path));
  if (text === undefined) throw new UsageError(`${path} is no text of at most 1 MiB in UTF-8`);
  const source = shelf.named(path);
  const file = keep(shelf, source, text);
  const { value: roadmap, problems } = parseRoadmap({ file, text, digest: "" });
  if (roadmap === undefined)
    throw new UsageError(problems.map(({ line, message }) => `${source}:${line} ${message}`).join("\n"));
  const asked = askedByRoadmap(roadmap, text, { source, bullets });
  for (const one of asked) shelf.ask(one, ready ? "todo" : "draft");
  const read = { roadmap, text, source };
  tellOfBoxes(shelf, read, asked.length);
  if (!bullets) tellOfPoints(shelf, read, asked.length);
};
