import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { JournalReader } from "../../../src/engine/ports/journal.ts";
import { openJournal } from "../../../src/journal/journal.ts";
import { openJournalReader } from "../../../src/journal/reader.ts";
import { teller } from "../../../src/main/doors/past.ts";
import { emptyFold, nextBatch } from "../../journal/batches.ts";

/** A journal of so many events, and how many of them have been read. */
const journalOf = (events: number) => {
  const folder = mkdtempSync(join(tmpdir(), "traffic-past-"));
  const { journal } = openJournal(join(folder, "journal.db"));
  const folded = emptyFold();
  while (folded.seq < events) journal.append(nextBatch(folded, 10));
  const reader = openJournalReader(join(folder, "journal.db"));
  if (reader === undefined) throw new Error("there is no journal");
  onTestFinished(() => {
    reader.close();
    journal.close();
    rmSync(folder, { recursive: true });
  });
  const read = { events: 0 };
  const counting: JournalReader = {
    ...reader,
    after: (seq, limit) => {
      const found = reader.after(seq, limit);
      read.events += found.length;
      return found;
    },
  };
  return { reader: counting, read, journal };
};

test("stepping back and forth shows what telling all from the first event does", () => {
  const { reader } = journalOf(400);
  const tell = teller(50);
  for (const seq of [400, 399, 398, 351, 350, 349, 120, 121, 7, 8, 400, 1]) {
    const [stepped, told] = [tell(reader, { seq }), teller(1000)(reader, { seq })];
    expect(stepped.recent).toEqual(told.recent);
    for (const key of ["seq", "fleet", "tasks", "records", "attempts", "tallies"] as const)
      expect(stepped.state[key]).toEqual(told.state[key]);
  }
});

test("a step reads as little of a long journal as of a short one", () => {
  const { reader, read } = journalOf(400);
  const tell = teller(50);
  tell(reader, { seq: 390 });
  read.events = 0;
  for (const seq of [389, 388, 389, 390]) tell(reader, { seq });
  expect(read.events).toBeLessThanOrEqual(4 * 2 * 50);
});

test("a moment of the clock is told from the first event; what was dropped cannot be", () => {
  const { reader, read, journal } = journalOf(100);
  const tell = teller(50);
  tell(reader, { seq: 100 });
  read.events = 0;
  expect(tell(reader, { at: 1_000 + 90 }).state.seq).toBe(90);
  expect(read.events).toBe(100);
  journal.compact(20);
  expect(() => teller(50)(reader, { seq: 90 })).toThrow(/begins with .*put away/);
});
