import { writeSync } from "node:fs";
import { openIntentBox } from "../../../src/journal/intents.ts";

// Hears intents as the engine does: first made durable (here: said), then dropped.
const [folder = ""] = process.argv.slice(2);
const box = openIntentBox(folder);
const hear = () => {
  const intents = box.waiting();
  for (const { id } of intents) writeSync(1, `${id}\n`);
  box.drop(intents.map(({ id }) => id));
};
box.watch(hear);
hear();
