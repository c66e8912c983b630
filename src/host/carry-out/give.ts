import { tellOfVisit } from "../../core/message.ts";
import type { GiveOrder } from "../../core/order.ts";
import type { Told, Tools } from "./tools.ts";

/** So many changed files are journalled. */
const most = 200;

/** What a person left in the worktree, committed. An agent that goes on finds out before it does anything. */
export const give = async (order: GiveOrder, { git, models }: Tools): Promise<Told> => {
  const { head } = await git.save(order);
  const [theirs, all] = await Promise.all([git.changes(order.from, head), git.changes(order.base, head)]);
  const files = theirs.slice(0, most).map(({ path }) => path);
  if (order.tells !== undefined) {
    const { id, note } = order.tells;
    const text = tellOfVisit({ files, path: order.path, ...(note === undefined ? {} : { note }) });
    models.tell(order.attempt, { messages: [{ id, text }], halt: false });
  }
  return { kind: "given", head, files, all: all.slice(0, most).map(({ path }) => path) };
};
