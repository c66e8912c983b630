import { join } from "node:path";
import { remoteHands } from "../../../src/host/remote.ts";
import type { Order } from "../../../src/core/order.ts";

// An engine that starts the orders it is given and then only lives on, until it is killed.
const [root = "", orders = "[]"] = process.argv.slice(2);
const hands = remoteHands({
  entry: join(import.meta.dirname, "host.ts"),
  args: [root],
  log: join(root, "host.log"),
  news: () => undefined,
});
for (const order of JSON.parse(orders) as Order[]) hands.start(order, () => undefined);
