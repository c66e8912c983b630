import { writeSync } from "node:fs";
import { openJournal } from "../../../src/journal/journal.ts";
import { foldFrom, nextBatch } from "../batches.ts";

// Appends batches of 1 to 20 events for ever; says the number of the last event once it is durable.
const [path = ""] = process.argv.slice(2);
const { journal, moved } = openJournal(path);
if (moved) throw new Error(`moved aside: ${moved.why}`);
const folded = foldFrom(journal.load());
for (;;) {
  journal.append(nextBatch(folded, 1 + ((folded.seq * 7) % 20)));
  writeSync(1, `${folded.seq}\n`);
}
