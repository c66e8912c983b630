import { once } from "node:events";
import type { TellOrder } from "../../core/order.ts";
import type { Tools } from "./tools.ts";

/**
 * Lays what an agent is to hear where it looks, and stays until nobody wants that any more: it has been heard, or there is
 * no agent to hear it. What cannot be laid (a full disk) is tried again, because the order comes to rest while it is listed.
 */
export const tell = async (
  { attempt, messages, halt, limit, driver }: TellOrder,
  { agents, models }: Tools,
  signal: AbortSignal,
): Promise<void> => {
  try {
    (driver === "builtin" ? models : agents).tell(attempt, {
      messages,
      halt,
      ...(limit === undefined ? {} : { limit }),
    });
  } catch (error) {
    process.stderr.write(`${attempt} could not be told what people say: ${String(error)}\n`);
    return;
  }
  if (!signal.aborted) await once(signal, "abort");
};
