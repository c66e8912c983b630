import { localHands } from "../../../src/host/local.ts";
import { runHost } from "../../../src/host/process.ts";
import { lockIn, partsFor } from "./parts.ts";

const root = process.argv[2] ?? "";
const { tools, runner } = partsFor(root);
const config = { branch: "main", tip: String(process.pid), landed: [], vanished: [] };

await runHost({
  hands: localHands(tools),
  lock: () => lockIn(root),
  watch: (news) => news({ kind: "target", news: config }),
  abandon: () => runner.abandon(),
});
