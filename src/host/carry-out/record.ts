import type { RecordOrder } from "../../core/order.ts";
import { resultFiles } from "./results.ts";
import { withdraw } from "./withdraw.ts";
import type { RecordTold, Tools } from "./tools.ts";

/** How often a target that moves under our hands is followed before we wait. */
const tries = 5;

const message = ({ title, task, status }: RecordOrder): string =>
  `${title}: ${status}\n\nTraffic-Record: ${task}\n`;

type Step = RecordTold | "moved";

/** What of the record the target does not hold yet. */
const missing = async (order: RecordOrder, tools: Tools, tip: string) => {
  const files = resultFiles(order, await tools.git.results(order));
  const held = await Promise.all(files.map(({ path }) => tools.git.show(tip, path)));
  const change = (text: string) => tools.documents.setStatus(text, order.status);
  const task = await tools.git.show(tip, order.file);
  return {
    files: files.filter(({ text }, index) => held[index] !== text),
    edit: { path: order.file, change },
    isEdited: task !== undefined && change(task) !== task,
  };
};

const alreadyRecorded = async (order: RecordOrder, { git }: Tools): Promise<Step> => {
  const commit = await git.landed(order);
  return { kind: "recorded", ...(commit === undefined ? {} : { commit }) };
};

const attempt = async (order: RecordOrder, tools: Tools): Promise<Step> => {
  const { ground } = order;
  const tip = await tools.git.tip({ ground });
  const { files, edit, isEdited } = await missing(order, tools, tip.commit);
  if (files.length === 0 && !isEdited) return alreadyRecorded(order, tools);
  const commit = await tools.git.build({
    base: tip.commit,
    tree: tip.tree,
    parents: [tip.commit],
    files,
    edit,
    message: message(order),
    ground,
  });
  const landing = await tools.git.land({ commit, edit, ground });
  if (landing.kind === "moved") return "moved";
  return landing.kind === "landed"
    ? { kind: "recorded", commit }
    : { kind: "record_blocked", why: landing.why, paths: landing.paths };
};

/** The results and the last status of a task that will not land, in one commit without code. */
export const record = async (order: RecordOrder, tools: Tools, signal: AbortSignal): Promise<RecordTold> => {
  if (order.handoff === "pr") return withdraw(order, tools);
  for (let left = tries; left > 0 && !signal.aborted; left--) {
    const told = await attempt(order, tools);
    if (told !== "moved") return told;
  }
  return { kind: "record_blocked", why: `${order.ground.target} keeps moving.`, paths: [] };
};
