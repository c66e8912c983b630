import { writeSync } from "node:fs";
import { openIntentBox } from "../../../src/journal/intents.ts";

// Puts so many wishes; says the id of each once it is durable.
const [folder = "", count = "0"] = process.argv.slice(2);
const box = openIntentBox(folder);
for (let i = 0; i < Number(count); i += 1) writeSync(1, `${box.put({ kind: "pause" })}\n`);
box.close();
