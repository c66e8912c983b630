import { isAbsolute, relative, resolve } from "node:path";

/** A path inside a folder, made absolute; `undefined` when it leads out of it. */
export const inside = (folder: string, path: string): string | undefined => {
  const absolute = resolve(folder, path);
  const way = relative(folder, absolute);
  return isAbsolute(way) || way === ".." || way.startsWith("../") ? undefined : absolute;
};
