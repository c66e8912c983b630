import { writeSync } from "node:fs";
import { tryLock, waitForLock } from "../../../src/journal/lock.ts";

// Takes the lock (waits for it when told to), says so, and holds it until it is killed.
const [path = "", how] = process.argv.slice(2);
const lock =
  how === "wait" ? await waitForLock(path, { signal: new AbortController().signal, poll: 2 }) : tryLock(path);
writeSync(1, lock ? "held\n" : "taken\n");
setInterval(() => lock, 60_000);
