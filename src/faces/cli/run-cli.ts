import { reportError } from "./report-error.ts";
import type { World } from "./world.ts";

/** Whether errors, too, are to be told as JSON. Known before anything is parsed, since parsing may be what fails. */
const wantsJson = (argv: readonly string[]): boolean => {
  const end = argv.indexOf("--");
  return argv.slice(0, end === -1 ? argv.length : end).includes("--json");
};

/** Tells a person, or a script that asked for JSON, why it ends; returns the exit code. */
export const tellFailure = (error: unknown, argv: readonly string[], world: World): number =>
  reportError(error, { json: wantsJson(argv), world });

/** With nothing said, a person at a terminal gets the control room; `--at` names no command either. */
const meansRoom = (argv: readonly string[], world: World): boolean =>
  argv[0] === "--at" ||
  // Looked at last: asking alone loads half of what Node has for streams.
  (argv.length === 0 && world.stdout.isTTY === true && world.stdin.isTTY === true);

/**
 * The command line: takes the arguments after the program's name, resolves with the exit code and never rejects. The
 * version is told without loading anything.
 */
export const runCli = async (argv: readonly string[], world: World): Promise<number> => {
  if (argv.length === 1 && (argv[0] === "--version" || argv[0] === "-V")) {
    world.stdout.write(`${world.version}\n`);
    return 0;
  }
  try {
    const { runCommand } = await import("./program.ts");
    return await runCommand(meansRoom(argv, world) ? ["ui", ...argv] : argv, world);
  } catch (error) {
    return tellFailure(error, argv, world);
  }
};
