import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "./command.ts";

type Submodule = { readonly name: string; readonly path: string };

const declared = async (place: string): Promise<Submodule[]> => {
  if (!existsSync(join(place, ".gitmodules"))) return [];
  const asked = ["config", "-z", "-f", ".gitmodules", "--get-regexp", String.raw`^submodule\..*\.path$`];
  const { out } = await run(place, asked, { answers: [1] });
  return out
    .split("\0")
    .filter((entry) => entry !== "")
    .map((entry) => {
      const [key = "", path = ""] = entry.split("\n");
      return { name: key.slice("submodule.".length, -".path".length), path };
    });
};

/** From the person's own copy where there is one: offline, and nothing is written to the settings they share. */
const fill = async (place: string, { name, path }: Submodule, gitDir: string): Promise<boolean> => {
  const copy = join(gitDir, "modules", name);
  const settings = ["-c", "submodule.active=:/", "-c", "protocol.file.allow=always"];
  const from = existsSync(copy) ? ["-c", `submodule.${name}.url=${copy}`] : [];
  const update = ["submodule", "--quiet", "update", "--checkout", "--force", "--", path];
  return run(place, [...settings, ...from, ...update], { fenced: true }).then(
    () => true,
    () => false,
  );
};

/** Fills the submodules of a fresh worktree; returns the paths of those whose commits could not be had. Never fails. */
export const fillSubmodules = async (place: string, gitDir: string): Promise<string[]> => {
  const lacking: string[] = [];
  for (const submodule of await declared(place)) {
    const filled = await fill(place, submodule, gitDir);
    const below = filled
      ? await fillSubmodules(join(place, submodule.path), join(gitDir, "modules", submodule.name))
      : [""];
    lacking.push(...below.map((path) => join(submodule.path, path)));
  }
  return lacking;
};
