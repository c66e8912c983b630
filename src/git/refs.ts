import { join } from "node:path";
import type { Oid } from "../core/evidence.ts";
import { line, run } from "./command.ts";
import { despiteOthers } from "./despite-others.ts";
import { lastingFor, type Heard } from "./lasting.ts";
import { lookUp } from "./reading.ts";
import type { Repository } from "./repository.ts";
import { withLocks } from "./stale-locks.ts";

/** A ref that exists. `checkedOutAt` is the worktree that has it checked out. */
export type Ref = { readonly name: string; readonly oid: Oid; readonly checkedOutAt?: string };

/** The refs of these names, and all below them. */
export const listRefs = async (place: string, names: readonly string[]): Promise<Ref[]> => {
  const format = "--format=%(refname)%00%(objectname)%00%(worktreepath)";
  const { out } = await despiteOthers(() => run(place, ["for-each-ref", format, ...names]));
  return out
    .split("\n")
    .filter((row) => row !== "")
    .map((row) => {
      const [name = "", oid = "", checkedOutAt = ""] = row.split("\0");
      return checkedOutAt === "" ? { name, oid } : { name, oid, checkedOutAt };
    });
};

/** The commit that a name means in a repository whose top is `place`; `undefined` when it means none. */
export const commitOf = async (place: string, name: string): Promise<Oid | undefined> =>
  (await lookUp(place, `${name}^{commit}`))?.oid;

/** The commit that a folder which may soon be gone has checked out; `undefined` when none, or when it is no repository's top. */
export const headIn = async (folder: string): Promise<Oid | undefined> => {
  const asked = ["rev-parse", "--verify", "-q", "HEAD^{commit}"];
  const oid = await line(folder, asked, { answers: [1, 128], fenced: true });
  return oid === "" ? undefined : oid;
};

/** Whether every commit of `older` is among those of `newer`. */
export const isReached = async (place: string, older: Oid, newer: Oid): Promise<boolean> => {
  if (older === newer) return true;
  return (await run(place, ["merge-base", "--is-ancestor", older, newer], { answers: [1] })).code === 0;
};

const writerAt = lastingFor(["update-ref", "--stdin"]);

const accepted = "start: ok\ncommit: ok\n";

const hearAccepted = (output: Buffer): Heard<undefined> =>
  output.length < accepted.length
    ? { kind: "part", until: accepted.length }
    : { kind: "whole", answer: undefined, length: accepted.length };

/** A git that stays would date whatever it writes into reflogs by its start. Refs that only the fleet knows have none. */
const hasReflog = (name: string): boolean => !name.startsWith("refs/traffic/");

/** Points a ref at a commit, whatever it pointed at. */
export const setRef = async (place: string, name: string, oid: Oid): Promise<void> => {
  if (hasReflog(name)) await run(place, ["update-ref", name, oid]);
  else await writerAt(place).ask({ input: `start\nupdate ${name} ${oid}\ncommit\n`, hear: hearAccepted });
};

/** Removes refs of ours, all or none, each only if it still is what was read. */
export const dropRefs = async (
  { checkout, common }: Pick<Repository, "checkout" | "common">,
  refs: readonly Ref[],
): Promise<void> => {
  if (refs.length === 0) return;
  const input = refs.map(({ name, oid }) => `delete ${name} ${oid}\n`).join("");
  await withLocks(common, [join(common, "packed-refs.lock")], () =>
    run(checkout, ["update-ref", "--stdin"], { input }),
  );
};
