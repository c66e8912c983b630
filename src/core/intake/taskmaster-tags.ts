import { rowsOf } from "./foreign.ts";
import { isRow, parsed, textIn, type Row } from "./row.ts";

/** The tag that everything has which nobody gave one. */
export const usualTag = "master";

/** Lists of tasks by their tags. */
export type Tags = ReadonlyMap<string, readonly Row[]>;

const listIn = (value: unknown): readonly Row[] | undefined =>
  isRow(value) && Array.isArray(value["tasks"]) ? rowsOf(value["tasks"]) : undefined;

/** The lists of a `tasks.json` of Task Master's, with tags or from before there were any; nothing for any other text. */
export const tagsIn = (text: string): Tags | undefined => {
  const root = parsed(text.replace(/^\uFEFF/, ""));
  if (!isRow(root)) return undefined;
  const only = listIn(root);
  if (only !== undefined) return new Map([[usualTag, only]]);
  const tags = Object.entries(root).flatMap(([tag, value]) => {
    const list = listIn(value);
    return list === undefined ? [] : [[tag, list] as const];
  });
  return tags.length === 0 ? undefined : new Map(tags);
};

/** The tag that is worked on, as `state.json` says. */
export const currentTagIn = (text: string): string | undefined => {
  const state = parsed(text);
  return isRow(state) ? textIn(state, "currentTag") : undefined;
};

/** The tag to take where none is named: the one that is worked on there, else the usual one, else the first. */
export const chosenTag = (tags: Tags, current: string | undefined): string => {
  if (current !== undefined && tags.has(current)) return current;
  return tags.has(usualTag) ? usualTag : ([...tags.keys()][0] ?? usualTag);
};
