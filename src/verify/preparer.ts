import { constants, existsSync } from "node:fs";
import { cp, mkdir, rename, rm, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Setup } from "../core/config.ts";
import type { Failure } from "../core/failure.ts";
import type { ProcessEnd } from "../core/driver.ts";
import type { Bench, ProcessRunner } from "../engine/ports/processes.ts";
import type { Preparer } from "../engine/ports/verify.ts";
import { inside } from "./inside.ts";
import { digestOf } from "./inputs.ts";
import { announce, tailFrom } from "./output.ts";

type Request = Bench & { readonly setup: Setup };

/** Setup that takes longer hangs. */
const minutes = 30;

/** Lines of output that a failure quotes. */
const quoted = 20;

/** As `cp -a --reflink=auto`: links stay links, times and modes are kept, blocks are shared where the disk can. */
const copy = (from: string, to: string): Promise<void> =>
  cp(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: true,
    mode: constants.COPYFILE_FICLONE,
  });

/** Puts a path in another's place, or takes it away where there is none. */
const replace = async (from: string, to: string): Promise<void> => {
  await rm(to, { recursive: true, force: true });
  if (!existsSync(from)) return;
  await mkdir(dirname(to), { recursive: true });
  await copy(from, to);
};

const said = (end: ProcessEnd): string => {
  if (end.kind === "exited") return `exit code ${end.code}`;
  return end.kind === "signalled" ? end.signal : `its limit of ${minutes} minutes`;
};

const failure = (setup: Setup, how: string, details: readonly string[] = []): Failure => ({
  kind: "invalid",
  why: `Setup failed: \`${setup.run}\` ended with ${how}. Mend \`setup\` in traffic.yaml or what it runs, then retry.`,
  details,
});

const build = async (
  request: Request,
  cache: string,
  runner: ProcessRunner,
): Promise<Failure | undefined> => {
  const { setup, path, log } = request;
  const start = announce(log, `setup: ${setup.run}`);
  const end = await runner.run({ ...request, argv: ["/bin/sh", "-c", setup.run], minutes });
  if (end.kind !== "exited" || end.code !== 0) {
    const lines = (await tailFrom(log, start)).split("\n").filter((line) => line.trim() !== "");
    return failure(setup, said(end), lines.slice(-quoted));
  }
  const unfinished = `${cache}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  for (const output of setup.outputs) await replace(join(path, output), join(unfinished, output));
  await rename(unfinished, cache);
  return undefined;
};

/** What is not used for long is removed one day. */
const restore = async ({ setup, path }: Request, cache: string): Promise<void> => {
  const now = new Date();
  await utimes(cache, now, now);
  for (const output of setup.outputs) await replace(join(cache, output), join(path, output));
};

const outsider = ({ setup, path }: Request): string | undefined =>
  setup.outputs.find((output) => inside(path, output) === undefined || inside(path, output) === path);

/**
 * The preparer of worktrees, with the outputs of each setup kept in a folder. One builds an output at a time; others that
 * need the same wait for it and copy.
 */
export const createPreparer = (folder: string, runner: ProcessRunner): Preparer => {
  const building = new Map<string, Promise<Failure | undefined>>();
  const buildOnce = (request: Request, cache: string): Promise<Failure | undefined> => {
    const mine = build(request, cache, runner).finally(() => building.delete(cache));
    building.set(cache, mine);
    return mine;
  };
  const prepare = async (request: Request, cache: string): Promise<Failure | undefined> => {
    for (let other = building.get(cache); other !== undefined; other = building.get(cache))
      await other.catch(() => undefined);
    if (request.signal.aborted) return undefined;
    if (existsSync(cache)) return restore(request, cache).then(() => undefined);
    return buildOnce(request, cache);
  };
  return {
    prepare: async (request) => {
      const wrong = outsider(request);
      if (wrong !== undefined)
        return {
          kind: "invalid",
          why: `\`setup.outputs\` in traffic.yaml names ${wrong}, which is not inside the repository. Name paths inside it.`,
        };
      return prepare(request, join(folder, digestOf(request.path, request.setup)));
    },
  };
};
