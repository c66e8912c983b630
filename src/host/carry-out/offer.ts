import type { HandOverOrder, LandOrder } from "../../core/order.ts";
import { printChained, resultFiles, resultsBefore } from "./results.ts";
import type { Tools } from "./tools.ts";

type Order = HandOverOrder | LandOrder;

/** What a commit that lands something is called. */
export const titleOf = ({ title, undoes }: Order): string =>
  undoes === undefined ? title : `Undo: ${title}`;

/** One trailer says what a commit landed, another what it took back: of either kind, each names its task once. */
export const trailersOf = ({ task, n, undoes }: Order): string =>
  `Traffic-${undoes === undefined ? "Task" : "Undo"}: ${task}\nTraffic-Attempt: ${task}@${n}\n`;

/** GitHub closes the issue once the commit is on its target, whoever brings it there. */
const closes = ({ issue, undoes }: Order): string =>
  issue === undefined || undoes !== undefined ? "" : `Closes ${issue}.\n\n`;

/** What a landing changes in the task's own file. */
export const editOf = ({ file, undoes }: Order, { documents }: Tools) => ({
  path: file,
  change: (text: string) => documents.setStatus(text, undoes === undefined ? "done" : "todo"),
});

/** M: the very tree that was proved, with all results so far and the status of the task. */
export const makeOffer = async (order: Order, tools: Tools, parents: readonly string[]): Promise<string> => {
  const { proof, ground, n } = order;
  const before = await resultsBefore(order, tools);
  const text = printChained(order.result, before, tools);
  return tools.git.build({
    base: proof.base,
    tree: proof.tree,
    parents,
    files: resultFiles(order, [...before, { attempt: n, text }]),
    edit: editOf(order, tools),
    message: `${titleOf(order)}\n\n${closes(order)}${trailersOf(order)}`,
    ground,
  });
};
