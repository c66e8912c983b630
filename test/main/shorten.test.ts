import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openJournal } from "../../src/journal/journal.ts";
import { openJournalReader } from "../../src/journal/reader.ts";
import { shortener } from "../../src/main/shorten.ts";
import { emptyFold, nextBatch } from "../journal/batches.ts";

test("however long an engine writes, no more events than so many are kept", () => {
  const folder = mkdtempSync(join(tmpdir(), "traffic-shorten-"));
  const path = join(folder, "journal.db");
  const { journal } = openJournal(path);
  const folded = emptyFold();
  const write = (): number => {
    const batch = nextBatch(folded, 10);
    journal.append(batch);
    tell(batch.events);
    return reader?.after(0, 10_000).length ?? 0;
  };
  const tell = shortener(journal, { keep: 100, every: 50 });
  const reader = openJournalReader(path);
  onTestFinished(() => {
    reader?.close();
    journal.close();
    rmSync(folder, { recursive: true });
  });
  const kept = Array.from({ length: 60 }, write);
  expect(Math.max(...kept)).toBeLessThanOrEqual(150);
  expect(kept.at(-1)).toBe(100);
  expect(reader?.after(0, 1)[0]?.seq).toBe(501);
  expect(reader?.verify()).toEqual({ events: 100 });
});
