import { accountOf, type Claims, type RanCommand } from "../../core/account.ts";
import type { AttemptSpec, Terms } from "../../core/attempt.ts";
import type { Failure } from "../../core/failure.ts";
import type { WorkOrder } from "../../core/order.ts";
import type { Told, Tools } from "./tools.ts";

/** Work that is paid for. */
export type PaidOrder = WorkOrder & { readonly spec: AttemptSpec & { readonly terms: Terms } };

/** How a paid agent ended, and what it says of it. */
type Ended = {
  readonly failure?: Failure;
  readonly claims?: Claims;
  readonly commands: readonly RanCommand[];
};

/** What a paid agent leaves: its work committed, and its word held against git's and what it really ran. */
export const saved = async (
  order: PaidOrder,
  tools: Tools,
  { failure, claims, commands }: Ended,
): Promise<Told> => {
  const { head } = await tools.git.save({ ...order, message: order.spec.title });
  const changes = await tools.git.changes(order.base, head);
  const account = accountOf(claims, { files: changes.map(({ path }) => path), commands });
  return failure === undefined
    ? { kind: "worked", head, account }
    : { kind: "failed", failure, head, account };
};
