import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { JournalReader } from "../../src/engine/ports/journal.ts";
import { openJournalReader } from "../../src/journal/reader.ts";
import type { Folded } from "./batches.ts";
import { emptyFold, entitiesOf, eventsBetween, foldEvent } from "./batches.ts";
import { randomFrom, scratch, start } from "./scratch.ts";

const KILLS = Number(process.env["TRAFFIC_KILLS"] ?? 60);
const seed = Number(process.env["TRAFFIC_SEED"] ?? Date.now() % 100_000);

/** Half of the kills come while it opens the journal or soon after, half after some appends. */
const killSomewhen = async (path: string, random: () => number): Promise<number> => {
  const writer = start("append.ts", path);
  if (random() < 0.5) await writer.said(1 + Math.floor(random() * 30));
  else await new Promise((resolve) => void setTimeout(resolve, 10 + random() * 55));
  await writer.kill();
  return Number(writer.lines.at(-1) ?? 0);
};

/** Reads on from the fold: the very events that belong there, and entities equal to their fold. */
const checkOn = (reader: JournalReader, folded: Folded): void => {
  const events = reader.after(folded.seq, 1_000_000);
  expect(events).toEqual(eventsBetween(folded.seq + 1, folded.seq + events.length));
  for (const event of events) foldEvent(folded, event);
  if (folded.seq > 0) expect(reader.load()).toEqual(entitiesOf(folded));
};

test(`nothing acknowledged is lost or doubled by ${KILLS} kills (TRAFFIC_SEED=${seed})`, async () => {
  const path = join(scratch(), "journal.db");
  const random = randomFrom(seed);
  const folded = emptyFold();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const acknowledged = await killSomewhen(path, random);
    const reader = openJournalReader(path);
    expect(reader === undefined && acknowledged > 0).toBe(false);
    if (reader === undefined) continue;
    checkOn(reader, folded);
    expect(folded.seq).toBeGreaterThanOrEqual(acknowledged);
    expect(reader.verify()).toEqual({ events: folded.seq });
    reader.close();
  }
  expect(folded.seq).toBeGreaterThan(KILLS);
});

test("a reader beside a writer is never refused and always sees entities and events of one moment", async () => {
  const path = join(scratch(), "journal.db");
  const writer = start("append.ts", path);
  await writer.said(1);
  const reader = openJournalReader(path);
  if (reader === undefined) throw new Error("no journal");
  onTestFinished(() => reader.close());
  const folded = emptyFold();
  for (let round = 0; round < 40; round += 1) {
    const loaded = reader.load();
    for (const event of reader.after(folded.seq, (loaded?.seq ?? 0) - folded.seq)) foldEvent(folded, event);
    expect(loaded).toEqual(entitiesOf(folded));
    await writer.said(writer.lines.length + 1);
  }
  await writer.kill();
});
