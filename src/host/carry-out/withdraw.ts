import type { Deed, GitDeed } from "../../core/handoff/action.ts";
import { labels } from "../../core/handoff/words.ts";
import type { Pull } from "../../core/handoff/seen.ts";
import type { RecordOrder } from "../../core/order.ts";
import type { RecordTold, Tools } from "./tools.ts";

type Step = Exclude<Deed, GitDeed>;

/** A cancelled task's pull request is closed; a failed one's waits for whoever wants to go on from it. */
const deedFor = ({ status }: RecordOrder, pull: Pull | undefined): Step | undefined => {
  if (pull === undefined) return undefined;
  if (status === "cancelled") return { kind: "close", pull: pull.number };
  return pull.labels.includes(labels.person)
    ? undefined
    : { kind: "label", pull: pull.number, add: [labels.person] };
};

/** What is left to be done about the pull request of a task that will not land. What was never pushed has none. */
export const withdraw = async (order: RecordOrder, tools: Tools): Promise<RecordTold> => {
  const { task, ground } = order;
  if ((await tools.remotes.offers(task)).length === 0) return { kind: "recorded" };
  const at = await tools.github(ground);
  if ("kind" in at) return { kind: "record_faulted", message: at.why };
  const found = await at.openPull(tools.remotes.handoffBranch(task));
  if (found.kind === "closed") return { kind: "record_faulted", message: found.why };
  const deed = deedFor(order, found.pull);
  const done = deed === undefined ? { kind: "done" as const } : await at.act(deed);
  // What was offered stays ours: the task may be tried again.
  return done.kind === "done" ? { kind: "recorded" } : { kind: "record_faulted", message: done.why };
};
