import type { RevertOrder } from "../../core/order.ts";
import type { Told, Tools } from "./tools.ts";

/** The commit that takes a landing back; it is then proved and landed as any other work. */
export const revert = async (order: RevertOrder, { git }: Tools): Promise<Told> => {
  const made = await git.revert(order);
  if (made !== undefined) return { kind: "reverted", head: made.head };
  const { task, of, ground } = order;
  const why = `No commit on ${ground.target} is known to have landed ${task}@${of}: its history was rewritten, or its result was moved. Take it back with git revert.`;
  return { kind: "failed", failure: { kind: "invalid", why } };
};
