import { relative, sep } from "node:path";
import { watch as watchFiles } from "chokidar";
import { configFile } from "./defaults.ts";

/** What changed, as far as a watcher can tell: some paths from the root, or anything. */
export type Hint =
  | { readonly kind: "paths"; readonly paths: readonly string[] }
  | { readonly kind: "anything" };

/** Watches the folders (which need not exist) and `traffic.yaml` below a root. A hint may be missing, late or empty; it is never needed for correctness. */
export const watch = (
  { root, folders }: { readonly root: string; readonly folders: readonly string[] },
  hint: (hint: Hint) => void,
): (() => Promise<void>) => {
  const watched = [configFile, ...folders];
  const fromRoot = (path: string): string => relative(root, path).split(sep).join("/");
  /** A folder that is not there yet is seen through the folders above it: these are watched, and nothing else in them. */
  const isOurs = (path: string): boolean =>
    path === "" ||
    watched.some((place) => path === place || path.startsWith(`${place}/`) || place.startsWith(`${path}/`));
  const watcher = watchFiles(root, {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path, stats) => {
      const place = fromRoot(path);
      return !isOurs(place) || (stats?.isFile() === true && place !== configFile && !/\.md$/i.test(place));
    },
  });
  watcher.on("all", (event, path) => {
    const isFolder = event === "addDir" || event === "unlinkDir";
    hint(isFolder ? { kind: "anything" } : { kind: "paths", paths: [fromRoot(path)] });
  });
  watcher.on("ready", () => hint({ kind: "anything" }));
  watcher.on("error", () => hint({ kind: "anything" }));
  return () => watcher.close();
};
