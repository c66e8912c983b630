import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Doors } from "../../faces/doors/doors.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import type { Pace, Stage, StageRequest } from "../../faces/stage.ts";
import type { Library } from "./library.ts";
import { startModel } from "./model.ts";
import { nodeLibrary } from "./node.ts";
import { pastOutcomes } from "./past.ts";
import { pythonLibrary } from "./python.ts";
import { makeScratch } from "./scratch.ts";
import { filesFor, taskFilesFor } from "./settings.ts";
import { tasksFor } from "./tasks.ts";
import { verdictsOn } from "./verdicts.ts";

/** How the doors into the scratch repository are opened, and how this program is started again. */
type Theatre = { readonly openDoors: (folder: string) => Promise<Doors>; readonly entry: string };

const libraries: Readonly<Record<StageRequest["library"], Library>> = {
  node: nodeLibrary,
  python: pythonLibrary,
};

const runs = (tool: string): boolean => {
  try {
    execFileSync(tool, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

const isOnPath = (name: string): boolean =>
  (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });

/** The scratch repository is made before anyone looks at which git it is. */
const checkGit = (): void => {
  if (!runs("git"))
    throw new UsageError("git could not be started: install git 2.38 or newer and see that it is in PATH");
};

const checkNeeds = ({ tool, what }: Library, live: boolean): void => {
  if (!runs(tool))
    throw new UsageError(
      `${tool} is not installed here, so nothing could prove work on ${what}: install it, or run traffic demo without --python.`,
    );
  if (live && (process.env["ANTHROPIC_API_KEY"] ?? "") === "")
    throw new UsageError(
      "--live asks the real service and needs a key: set ANTHROPIC_API_KEY, or leave --live out and watch a scripted model.",
    );
};

/** Starts the model that stands in for the service, and has the agents of this run ask it. */
const standIn = async (library: Library, pace: Pace): Promise<() => Promise<void>> => {
  const titles = new Map(Object.entries(tasksFor(library)).map(([id, { title }]) => [title, id]));
  const model = await startModel({ script: library.script, titles }, pace);
  const loopback = { ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: "scripted", NO_PROXY: "127.0.0.1" };
  Object.assign(process.env, loopback);
  return model.close;
};

const looks: Stage["next"] = [
  ["traffic", "the control room"],
  ["traffic ls --all", "every task, and how it stands"],
  ["traffic why squeeze", "why it failed, attempt by attempt"],
  ["traffic route 'Fix a crash'", "who would work on that, who else could, and why"],
  ["traffic logs wrap", "what the agent said and did"],
  ["traffic diff kebab", "what landed"],
  ["traffic costs", "by task, agent, model and day"],
  ["traffic audit", "recomputes every proof from the repository alone"],
  ["git log --first-parent", "what landed, in its order"],
];

/** How `traffic` is called where it is not on the path: the same program by the same Node. */
const aliasHint = (entry: string): string[] =>
  isOnPath("traffic") ? [] : [`alias traffic='${process.execPath} ${entry}'`];

/** Sets the demonstration up: a scratch repository, and the model that its agents ask. */
export const setStage = async (
  { library: name, live, pace }: StageRequest,
  theatre: Theatre,
): Promise<Stage> => {
  const library = libraries[name];
  // Checks run by the Node that runs us, whatever comes first on the path.
  process.env["PATH"] = [dirname(process.execPath), process.env["PATH"]].join(delimiter);
  checkGit();
  checkNeeds(library, live);
  const repository = await makeScratch({
    first: filesFor(library),
    next: taskFilesFor(library),
    test: library.test,
  });
  process.env["XDG_CACHE_HOME"] = join(repository, "..", "cache");
  const close = live ? async () => {} : await standIn(library, pace);
  const tasks = Object.keys(tasksFor(library));
  return {
    repository,
    about: [
      `A scratch repository with ${tasks.length} tasks for ${library.what}: ${repository}`,
      live
        ? "The real service does the work: it costs money, within the caps below."
        : "A scripted model on 127.0.0.1 stands in for the service: no key, no network, dollars are notional.",
      `A past was written for it, ${pastOutcomes} results in git of earlier work: what came of them chooses who works now.`,
      "Everything else is real: the agents and their tools, the worktrees, the library's own tests, every commit.",
    ],
    doors: await theatre.openDoors(repository),
    judge: (seen, summary) => verdictsOn(tasks, { live, seen, summary }),
    next: looks,
    hints: aliasHint(theatre.entry),
    close,
  };
};
