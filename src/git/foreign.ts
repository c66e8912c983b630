import { simpleGit } from "simple-git";
import type { Ended, Launch } from "./child.ts";

/** Ten minutes without a word from the other side. */
const limit = 600_000;

/** simple-git holds a command that said nothing back for 50 ms, in case its words are late; after the stream's end none can be. */
const endPromptly = (_command: string, stdout: NodeJS.ReadableStream): void => {
  stdout.once("end", () => stdout.emit("data", Buffer.alloc(0)));
};

/**
 * Runs a git that speaks to another repository. simple-git refuses what a remote's name or a branch could smuggle into such a
 * command (programs to run, protocols, settings), and ends one that the other side lets hang.
 */
export const runAbroad = async (
  { place, argv, env }: Launch,
  settings: readonly string[],
): Promise<Ended> => {
  const ended = { code: 0, stderr: "" };
  const git = simpleGit({
    baseDir: place,
    config: [...settings],
    allowEnvironment: Object.keys(env).filter((name) => /^GIT|^GNUPG/.test(name)),
    unsafe: {
      allowUnsafeConfigEnvCount: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeHooksPath: true,
      allowUnsafeProtocolOverride: true,
    },
    timeout: { block: limit },
    // Not at its exit: on a busy machine the last of its output may come later.
    completion: { onClose: true, onExit: false },
    // Even an empty input closes the pipe: a git that reads would wait for ever otherwise.
    input: () => Buffer.alloc(0),
    errors: (_error, result) => {
      ended.code = result.exitCode;
      ended.stderr = Buffer.concat(result.stdErr).toString();
      return ended.code === 0 ? undefined : Buffer.concat(result.stdErr);
    },
  });
  try {
    const out = await git
      .env({ ...env })
      .outputHandler(endPromptly)
      .raw([...argv]);
    return { ...ended, out };
  } catch (cause) {
    if (ended.code === 0) throw cause;
    return { ...ended, out: "" };
  }
};
