import type { World } from "./world.ts";
import { clean } from "./text/clean.ts";

/** Ours to mend: the exit code of a failure nobody foresaw (EX_SOFTWARE). */
const internal = 70;

/** What commander throws, told by its shape: the package is not loaded only to ask. */
type CommanderFailure = Error & { readonly code: string; readonly exitCode: number };

const isCommander = (error: Error): error is CommanderFailure =>
  "code" in error && typeof error.code === "string" && error.code.startsWith("commander.");

type Told = { readonly message: string; readonly code: number; readonly stack?: string };

const told = (error: unknown): Told | undefined => {
  if (!(error instanceof Error)) return { message: String(error), code: internal };
  if (error.name === "UsageError") return { message: error.message, code: 2 };
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
