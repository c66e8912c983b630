import type { Config } from "../core/config.ts";
import type { Roadmap } from "../core/roadmap.ts";
import { findFile, pathsIn, readText } from "./disk.ts";
import { parseRoadmap } from "./roadmap.ts";

/** The roadmaps of a checkout alone, without looking at its tasks: there are few. What cannot be read is left out. */
export const readRoadmaps = (root: string, folders: Config["folders"]): readonly Roadmap[] =>
  pathsIn({ root, folder: folders.roadmaps, others: Object.values(folders) }).flatMap((path) => {
    const file = findFile(root, path);
    const read = file === undefined ? undefined : readText(root, file);
    if (read === undefined || !("text" in read)) return [];
    const { value } = parseRoadmap({ file: path, text: read.text, digest: "" });
    return value === undefined ? [] : [value];
  });
