import type { World } from "./world.ts";
import { clean } from "./text/clean.ts";

/** Ours to mend: the exit code of a failure nobody foresaw (EX_SOFTWARE). */
const internal = 70;

/** What commander throws, told by its shape: the package is not loaded only to ask. */
type CommanderFailure = Error & { readonly code: string; readonly exitCode: number };

const isCommander = (error: Error): error is CommanderFailure =>
  "code" in error && typeof error.code === "string" && error.code.startsWith("commander.");

/** What the machine does not let us do, in words; whoever runs us can mend it. */
const refusals: Readonly<Record<string, string>> = {
  EACCES: "you have no right to that: run this as the user whom it belongs to, or change its rights",
  EPERM: "you have no right to that: run this as the user whom it belongs to, or change its rights",
  EROFS: "it is on a file system that can only be read: work in a copy of the repository",
  ENOSPC: "the disk is full: make room (traffic clean shows what may go)",
  EDQUOT: "your share of the disk is used up: make room (traffic clean shows what may go)",
};

const refusalOf = (error: Error): string | undefined => {
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (syscall === "uv_cwd") return "the folder that you stand in is gone: change to one that is there";
  const why = code === undefined ? undefined : refusals[code];
  return why === undefined || path === undefined ? undefined : `${path}: ${why} (${code}, ${syscall})`;
};

type Told = { readonly message: string; readonly code: number; readonly stack?: string };

const told = (error: unknown): Told | undefined => {
  if (!(error instanceof Error)) return { message: String(error), code: internal };
  if (error.name === "UsageError") return { message: error.message, code: 2 };
  const refused = refusalOf(error);
  if (refused !== undefined) return { message: refused, code: 2 };
  if (!isCommander(error))
    return {
      message: error.message,
      code: internal,
      ...(error.stack === undefined ? {} : { stack: error.stack }),
    };
  if (error.exitCode === 0) return undefined;
  const message =
    error.message === "(outputHelp)"
      ? "name a command"
      : error.message.replace(/^error: /, "").replaceAll(/\s*\n\s*/g, " ");
  return { message, code: 2 };
};

const linesOf = (message: string): string[] => message.split(/\s*\n\s*/).map(clean);

/** The one place where errors are printed: a sentence for what a person can mend, the stack for what we must. */
export const reportError = (
  error: unknown,
  { json, world }: { readonly json: boolean; readonly world: World },
): number => {
  const found = told(error);
  if (found === undefined) return 0;
  const { message, code, stack } = found;
  if (json) {
    world.stdout.write(
      `${JSON.stringify({ schema: "traffic/error@1", message: linesOf(message).join(" "), exit_code: code })}\n`,
    );
  } else if (code !== internal) world.stderr.write(`traffic: ${linesOf(message).join("\n         ")}\n`);
  if (code === internal)
    world.stderr.write(`traffic: this is a fault of TrafficControl itself:\n${stack ?? message}\n`);
  return code;
};
