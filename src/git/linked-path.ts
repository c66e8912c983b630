import { posix } from "node:path";
import type { Oid } from "../core/evidence.ts";
import { readObject } from "./reading.ts";
import { entryAt } from "./trees.ts";

/** So many links one after the other are followed: git and file systems give up too. */
const most = 8;

/** The first part of a path that is a link in a tree, and what comes after it. */
const linkIn = async (
  place: string,
  commit: Oid,
  path: string,
): Promise<{ link: string; oid: Oid; rest: string } | undefined> => {
  const parts = path.split("/");
  for (let at = 1; at <= parts.length; at += 1) {
    const link = parts.slice(0, at).join("/");
    const found = await entryAt(place, commit, link);
    if (found === undefined) return undefined;
    if (found.mode === "120000") return { link, oid: found.oid, rest: parts.slice(at).join("/") };
  }
  return undefined;
};

/** Where a commit holds what stands at a path, links on the way followed; the path itself where they lead out of the repository. */
export const followLinks = async (place: string, commit: Oid, path: string): Promise<string> => {
  let now = path;
  for (let followed = 0; followed < most; followed += 1) {
    const found = await linkIn(place, commit, now);
    if (found === undefined) return now;
    const { link, oid, rest } = found;
    const to = (await readObject(place, oid))?.bytes.toString() ?? "/";
    const next = posix.join(posix.dirname(link), to, rest);
    if (to.startsWith("/") || next === ".." || next.startsWith("../")) return path;
    now = next;
  }
  return path;
};
