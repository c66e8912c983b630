import type { LandOrder } from "../../core/order.ts";
import { printChained, resultFiles, resultsBefore } from "./results.ts";
import type { Told, Tools } from "./tools.ts";

/** One trailer says what a commit landed, another what it took back: of either kind, each names its task once. */
const message = ({ title, task, n, undoes }: LandOrder): string =>
  undoes === undefined
    ? `${title}\n\nTraffic-Task: ${task}\nTraffic-Attempt: ${task}@${n}\n`
    : `Undo: ${title}\n\nTraffic-Undo: ${task}\nTraffic-Attempt: ${task}@${n}\n`;

const editOf = ({ file, undoes }: LandOrder, { documents }: Tools) => ({
  path: file,
  change: (text: string) => documents.setStatus(text, undoes === undefined ? "done" : "todo"),
});

/** M: the very tree that was proved, with all results so far and the status of the task. */
const build = async (order: LandOrder, tools: Tools): Promise<Told> => {
  const { proof, ground, n } = order;
  const landed = await tools.git.landed(order);
  if (landed !== undefined) return { kind: "landed", commit: landed };
  const before = await resultsBefore(order, tools);
  const text = printChained(order.result, before, tools);
  const commit = await tools.git.build({
    base: proof.base,
    tree: proof.tree,
    parents: [proof.base, proof.head],
    files: resultFiles(order, [...before, { attempt: n, text }]),
    edit: editOf(order, tools),
    message: message(order),
    ground,
  });
  return { kind: "built", commit };
};

/** Makes M, or lands the M that was made: it is journalled in between, so that a crash finds it again. */
export const land = async (order: LandOrder, tools: Tools): Promise<Told> => {
  const { commit, ground } = order;
  if (commit === undefined) return build(order, tools);
  const landing = await tools.git.land({ commit, edit: editOf(order, tools), ground });
  if (landing.kind === "landed") return { kind: "landed", commit };
  // The person began to edit the task's file after M was made: an M without the status edit lands beside that.
  const onlyItsFile = landing.kind === "blocked" && landing.paths.every((path) => path === order.file);
  return onlyItsFile && landing.paths.length > 0 ? { kind: "moved" } : landing;
};
