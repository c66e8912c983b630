import { dirname } from "node:path";
import { readTaskmaster } from "../../core/intake/taskmaster.ts";
import { isTooDeep, mostLevels } from "../../core/intake/taskmaster-ids.ts";
import { chosenTag, currentTagIn, type Tags } from "../../core/intake/taskmaster-tags.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import type { ImportRequest } from "../../faces/doors/writing.ts";
import { count, quoted } from "../../views/words.ts";
import { takeForeign } from "./import-foreign.ts";
import type { Place } from "./import-place.ts";
import { textOf, type Shelf } from "./import-shelf.ts";

const tagOf = (tags: Tags, path: string, wanted: string | undefined): string => {
  if (wanted === undefined)
    return chosenTag(tags, currentTagIn(textOf(dirname(dirname(path)), "state.json") ?? ""));
  if (!tags.has(wanted))
    throw new UsageError(`no list in ${path} is tagged ${quoted(wanted)}: ${[...tags.keys()].join(", ")}`);
  return wanted;
};

const tellOfTags = (shelf: Shelf, tags: Tags, taken: string): void => {
  const others = [...tags].filter(([tag]) => tag !== taken);
  if (others.length === 0) return;
  const names = others.map(([tag, rows]) => `${tag} (${count(rows.length, "task")})`).join(", ");
  shelf.notices.add(`Only what is tagged ${taken} is taken; --tag takes another: ${names}.`);
};

/** Takes over one of the lists that Task Master keeps in a file. */
export const fromTaskmaster = (
  shelf: Shelf,
  { path, tags }: Extract<Place, { kind: "taskmaster" }>,
  request: ImportRequest,
): void => {
  const tag = tagOf(tags, path, request.tag);
  const rows = tags.get(tag) ?? [];
  if (isTooDeep(rows))
    throw new UsageError(
      `${path}: subtasks of what is tagged ${quoted(tag)} have subtasks in more than ${mostLevels} levels, so nothing is taken: move them up, or take them out`,
    );
  const found = readTaskmaster({ file: shelf.named(path), tag, rows });
  takeForeign(shelf, found, { tool: "taskmaster", ready: request.ready });
  tellOfTags(shelf, tags, tag);
};
