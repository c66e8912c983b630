import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import picomatch from "picomatch";
import type { Setup } from "../core/config.ts";

/** Files of a folder, in a stable order, without git's own and without what setup makes. */
const filesOf = (root: string, outputs: readonly string[]): string[] => {
  const left = new Set([".git", ...outputs.map((path) => path.replace(/\/+$/, ""))]);
  const walk = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (left.has(path)) return [];
      return entry.isDirectory() ? walk(path) : entry.isFile() ? [path] : [];
    });
  return walk("").sort();
};

/** What the outputs of setup depend on, as one digest: command, inputs by name and content, and the platform. */
export const digestOf = (root: string, setup: Setup): string => {
  const hash = createHash("sha256");
  const part = (bytes: string | Buffer): void => {
    hash.update(`${Buffer.byteLength(bytes)}:`).update(bytes);
  };
  const isInput = picomatch([...setup.inputs], { dot: true });
  for (const fact of [setup.run, ...setup.outputs, process.platform, process.arch, process.version])
    part(fact);
  for (const path of setup.inputs.length === 0
    ? []
    : filesOf(root, setup.outputs).filter((one) => isInput(one))) {
    part(path);
    part(readFileSync(join(root, path)));
  }
  return hash.digest("hex");
};
