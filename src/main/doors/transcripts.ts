import { closeSync, openSync, readSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join, sep } from "node:path";
import { readClaudeCode, readCodex } from "../../agents/session.ts";
import type { Session, Transcript } from "../../core/stray.ts";
import { pathsBelow } from "../../git/names-in.ts";
import { namesIn } from "../files.ts";

/** So much of a transcript is read from each of its ends, in bytes: the rest is what its agent did. */
const part = 256 * 1024;

/** Older transcripts of Codex than so many are not looked at: they lie in one heap for all repositories. */
const most = 500;

const read = (file: string): { readonly lines: string[]; readonly at: number } => {
  const { size, mtimeMs } = statSync(file);
  const open = openSync(file, "r");
  try {
    const piece = (from: number): string => {
      const buffer = Buffer.alloc(Math.min(part, size - from));
      return buffer.subarray(0, readSync(open, buffer, 0, buffer.length, from)).toString();
    };
    const pieces = size <= part ? [piece(0)] : [piece(0), piece(Math.max(part, size - part))];
    return { lines: pieces.join("\n").split("\n"), at: Math.round(mtimeMs) };
  } finally {
    closeSync(open);
  }
};

/** What cannot be read tells of nothing here. */
const transcriptIn = (
  file: string,
  parse: (lines: readonly string[]) => Session | undefined,
): Transcript[] => {
  try {
    const { lines, at } = read(file);
    const session = parse(lines);
    return session === undefined ? [] : [{ ...session, file, at }];
  } catch {
    return [];
  }
};

/** A path as Claude Code names a folder after it; which signs it keeps has changed, so all are taken for the same. */
const plain = (path: string): string => path.replaceAll(/[^a-zA-Z0-9]/g, "-");

const claudeCode = (roots: readonly string[], env: NodeJS.ProcessEnv): Transcript[] => {
  const projects = join(env["CLAUDE_CONFIG_DIR"] ?? join(homedir(), ".claude"), "projects");
  const folders = namesIn(projects).filter((name) =>
    roots.some((root) => plain(name) === plain(root) || plain(name).startsWith(`${plain(root)}-`)),
  );
  return folders.flatMap((folder) => {
    const files = namesIn(join(projects, folder)).filter((name) => /^(?!agent-).*\.jsonl$/.test(name));
    return files.flatMap((name) => transcriptIn(join(projects, folder, name), readClaudeCode));
  });
};

const codex = (env: NodeJS.ProcessEnv): Transcript[] => {
  const sessions = join(env["CODEX_HOME"] ?? join(homedir(), ".codex"), "sessions");
  const files = pathsBelow(sessions)
    .filter((path) => /^rollout-.*\.jsonl$/.test(basename(path)))
    .sort()
    .slice(-most);
  return files.flatMap((path) => transcriptIn(path, readCodex));
};

const isInside = (path: string, root: string): boolean => path === root || path.startsWith(root + sep);

/** The transcripts of other agents that worked in one of these folders, or below it, the last first. */
export const transcriptsIn = (roots: readonly string[], env: NodeJS.ProcessEnv): Transcript[] =>
  [...claudeCode(roots, env), ...codex(env)]
    .filter(({ cwd }) => roots.some((root) => isInside(cwd, root)))
    .sort((a, b) => b.at - a.at);
