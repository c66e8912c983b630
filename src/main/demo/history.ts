import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { earlierTasks, momentOf, resultsOf, type Earlier, type Landed } from "./past.ts";

/** Where the past is written, and what it is to say. */
type Place = {
  readonly repository: string;
  readonly env: NodeJS.ProcessEnv;
  /** The commit that it goes on from. */
  readonly tip: string;
  /** The command that tests the library. */
  readonly test: string;
  readonly now: number;
};

/** The one file that work of the past has left: a line for each task. */
const chronicle = "HISTORY.md";

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;

const person = (at: number): string =>
  `TrafficControl demo <demo@trafficcontrol.invalid> ${Math.floor(at / 1000)} +0000`;

type Commit = {
  readonly ref: string;
  readonly mark: number;
  readonly at: number;
  readonly message: string;
  readonly parents: readonly string[];
  readonly files: Readonly<Record<string, string>>;
};

const printed = ({ ref, mark, at, message, parents, files }: Commit): string =>
  [
    `commit ${ref}\nmark :${mark}\nauthor ${person(at)}\ncommitter ${person(at)}\n`,
    data(message),
    ...parents.map((parent, place) => `${place === 0 ? "from" : "merge"} ${parent}\n`),
    ...Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`),
  ].join("");

/** One conversation with `git fast-import`: commits go in, their names come out. */
const openImport = ({ repository, env }: Place) => {
  const child = spawn("git", ["fast-import", "--quiet", "--done"], {
    cwd: repository,
    env,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const closed = once(child, "close");
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ask = async (question: string): Promise<string> => {
    child.stdin.write(question);
    const { value } = (await answers.next()) as { value?: string };
    const oid = /\b[0-9a-f]{40,64}\b/.exec(value ?? "")?.[0];
    if (oid === undefined)
      throw new Error(`git fast-import did not make the demonstration's past in ${repository}`);
    return oid;
  };
  return {
    commit: async (one: Commit): Promise<string> => ask(`${printed(one)}get-mark :${one.mark}\n`),
    treeOf: (mark: number): Promise<string> => ask(`ls :${mark} ""\n`),
    end: async (): Promise<void> => {
      child.stdin.end("done\n");
      await closed;
    },
  };
};

const messageOf = ({ id, title, workers }: Earlier): string =>
  `${title}\n\nOf a past that was written for the demonstration.\n\nTraffic-Task: ${id}\nTraffic-Attempt: ${id}@${workers.length}\n`;

/**
 * Writes a past for the demonstration, as the product would have left it: each task's work, landed by a commit of its own
 * with its results, so that outcomes can choose who works and every proof can be recomputed. One process, whatever there is.
 */
export const writePast = async (place: Place): Promise<void> => {
  const { commit, treeOf, end } = openImport(place);
  let [tip, known, lines] = [place.tip, 0, "# History\n\n"];
  // What this process has made itself it knows by its mark alone.
  let from = tip;
  for (const [index, task] of earlierTasks.entries()) {
    const at = momentOf(index, place.now);
    lines += `- ${task.title}\n`;
    const [mark, work] = [2 * index + 1, { [chronicle]: lines }];
    const own = { mark, at, message: task.title, parents: [from], files: work };
    const head = await commit({ ref: "refs/heads/traffic/past", ...own });
    const landed: Landed = { base: tip, head, tree: await treeOf(mark) };
    const files = { ...work, ...resultsOf(task, { ...landed, at, known, test: place.test }) };
    const parents = [from, `:${mark}`];
    from = `:${mark + 1}`;
    tip = await commit({
      ref: "refs/heads/main",
      mark: mark + 1,
      at,
      message: messageOf(task),
      parents,
      files,
    });
    known += task.workers.length;
  }
  await end();
};
