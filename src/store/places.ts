import type { Config } from "../core/config.ts";
import { configFile, machineDefaults } from "./defaults.ts";
import type { Kind, Saying } from "./entry.ts";

type Folders = Config["folders"];

/** Agents as another tool keeps them; read as they are. */
const foreignAgents = ".claude/agents";

/** Where documents of each kind are. */
export const placesOf = (folders: Folders): readonly (readonly [Kind, string])[] => [
  ["task", folders.tasks],
  ["roadmap", folders.roadmaps],
  ["agent", folders.agents],
  ["agent", foreignAgents],
];

/** The kind of document a path is, by the innermost folder that holds it. */
export const kindOf = (path: string, folders: Folders): Kind | undefined => {
  if (path === configFile) return "config";
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (!/\.md$/i.test(name) || /^(?:\.|readme\.md$)/i.test(name)) return undefined;
  const holders = [...placesOf(folders), ["result", folders.results] as const].filter(([, folder]) =>
    path.startsWith(`${folder}/`),
  );
  const kind = holders.sort((a, b) => b[1].length - a[1].length)[0]?.[0];
  return kind === "result" ? undefined : kind;
};

/** The configuration that a shelf holds, or what holds without one. */
export const configOf = (shelf: { readonly get: (path: string) => Saying | undefined }): Config =>
  (shelf.get(configFile)?.value as Config | undefined) ?? machineDefaults();
