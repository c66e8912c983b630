// Writes the screens that are kept as text (test/faces/tui/golden) as they are drawn now: look at what changed with git diff.
import { writeFileSync } from "node:fs";
import { goldenFile, goldenNames, goldenText } from "../test/faces/tui/golden/rooms.ts";

for (const name of goldenNames) writeFileSync(goldenFile(name), goldenText(name));
console.log(`${goldenNames.length} screens written`);
