import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openJournal } from "../../src/journal/journal.ts";
import { openJournalReader } from "../../src/journal/reader.ts";
import { smallDisk } from "../world/disk.ts";
import { emptyFold, entitiesOf, nextBatch } from "./batches.ts";

test("a full disk ends appending with a clear error, loses nothing, and nothing starts on it", ({ skip }) => {
  const disk = smallDisk() ?? skip("mounting a small tmpfs needs root on Linux");
  const path = join(disk, "journal.db");
  const { journal } = openJournal(path);
  const folded = emptyFold();
  let kept = structuredClone(folded);
  const fill = () => {
    for (;;) {
      journal.append(nextBatch(folded, 20));
      kept = structuredClone(folded);
    }
  };
  const full = /disk full: .*journal\.db could not be written. Free some room/;
  // Told as whatever else the system does not let us write is.
  expect(fill).toThrow(
    expect.objectContaining({ code: "ENOSPC", path, message: expect.stringMatching(full) as string }),
  );
  expect(existsSync(`${path}.ballast`)).toBe(false);
  expect(journal.load()).toEqual(entitiesOf(kept));
  journal.close();

  const other = join(disk, "other");
  expect(() => writeFileSync(other, Buffer.alloc(4_000_000))).toThrow("ENOSPC");
  expect(() => openJournal(path)).toThrow("disk full");
  rmSync(other);
  const again = openJournal(path);
  expect(again.moved).toBeUndefined();
  again.journal.append(nextBatch(kept, 20));
  again.journal.close();
  const reader = openJournalReader(path);
  expect(reader?.verify()).toEqual({ events: kept.seq });
  reader?.close();
});
