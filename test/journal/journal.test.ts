import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { emptyMeter } from "../../src/core/meter.ts";
import type { CompactableJournal } from "../../src/journal/journal.ts";
import { openJournal } from "../../src/journal/journal.ts";
import { openJournalReader } from "../../src/journal/reader.ts";
import type { Folded } from "./batches.ts";
import { emptyFold, entitiesOf, eventsBetween, nextBatch, taskOf } from "./batches.ts";
import { scratch } from "./scratch.ts";

const newPath = (): string => join(scratch(), "journal.db");

const opened = (path: string): CompactableJournal => {
  const { journal, moved } = openJournal(path);
  expect(moved).toBeUndefined();
  return journal;
};

const reading = (path: string) => {
  const reader = openJournalReader(path);
  if (reader === undefined) throw new Error("no journal");
  onTestFinished(() => reader.close());
  return reader;
};

/** A closed journal of so many events, in batches of 10. */
const written = (path: string, events: number): Folded => {
  const journal = opened(path);
  const folded = emptyFold();
  while (folded.seq < events) journal.append(nextBatch(folded, 10));
  journal.close();
  return folded;
};

/** Does something to a journal's tables behind its back. */
const tamper = (path: string, sql: string): void => {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
};

test("a new journal holds nothing, and there is nothing to read before it is made", () => {
  const path = newPath();
  expect(openJournalReader(path)).toBeUndefined();
  const journal = opened(path);
  expect(journal.load()).toBeUndefined();
  expect(reading(path).load()).toBeUndefined();
  expect(reading(path).verify()).toEqual({ events: 0 });
  journal.close();
});

test("what is loaded equals the maps applied by hand, whatever the batches and however often it is opened", () => {
  const id = fc.constantFrom("a", "b c", "ü#", "__proto__");
  const change = fc.oneof(
    fc.record({ kind: fc.constant("task" as const), id, title: fc.option(fc.string({ unit: "grapheme" })) }),
    fc.record({ kind: fc.constant("fleet" as const), paused: fc.boolean() }),
  );
  const batch = fc.record({
    events: fc.integer({ min: 1, max: 4 }),
    changes: fc.array(change),
    reopen: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(batch, { minLength: 1, maxLength: 8 }), (batches) => {
      const path = newPath();
      let journal = opened(path);
      const hand = emptyFold();
      hand.seq = 1;
      journal.append({ events: eventsBetween(1, 1), changes: [{ kind: "fleet", value: hand.fleet }] });
      for (const { events, changes, reopen } of batches) {
        const from = hand.seq + 1;
        hand.seq += events;
        journal.append({
          events: eventsBetween(from, hand.seq),
          changes: changes.map((change) => {
            if (change.kind === "fleet") {
              hand.fleet = { ...hand.fleet, paused: change.paused };
              return { kind: "fleet", value: hand.fleet };
            }
            const value = change.title === null ? undefined : taskOf(change.id, change.title);
            if (value) hand.tasks.set(change.id, value);
            else hand.tasks.delete(change.id);
            return { kind: "task", id: change.id, value };
          }),
        });
        if (!reopen) continue;
        journal.close();
        journal = opened(path);
      }
      expect(journal.load()).toEqual(entitiesOf(hand));
      journal.close();
      expect(reading(path).after(0, 1_000)).toEqual(eventsBetween(1, hand.seq));
    }),
    { numRuns: 25 },
  );
});

test("events are found by time and kind, after compaction too, as a look at each would find them", () => {
  const times = fc.array(fc.nat(5), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(times, fc.integer({ min: -1, max: 160 }), fc.nat(60), (waits, moment, keep) => {
      const path = newPath();
      const journal = opened(path);
      let at = 0;
      const events = eventsBetween(1, waits.length).map((stamped, index) => {
        at += waits[index] ?? 0;
        return { ...stamped, at };
      });
      journal.append({ events, changes: [{ kind: "fleet", value: emptyFold().fleet }] });
      journal.compact(keep);
      journal.close();
      const kept = keep === 0 ? [] : events.slice(-keep);
      const found = reading(path).from(moment, ["fleet.paused", "fleet.resumed"]);
      expect(found).toEqual(
        kept.filter(({ at: when, event }) => when >= moment && event.kind.startsWith("fleet")),
      );
    }),
    { numRuns: 60 },
  );
});

test("what an attempt had used before a moment is the last that was told of it", () => {
  const path = newPath();
  const journal = opened(path);
  const meter = (turns: number) => ({ ...emptyMeter("m", undefined), turns });
  const events = ["a@1", "b@1", "a@1", "a@1", "b@1"].map((key, at) => ({
    seq: at + 1,
    at: 10 * (at + 1),
    event: { kind: "attempt.metered", key, meter: meter(at) } as const,
  }));
  journal.append({ events, changes: [{ kind: "fleet", value: emptyFold().fleet }] });
  const began = [
    { key: "a@1", claimedAt: 0 },
    { key: "b@1", claimedAt: 35 },
    { key: "c@1", claimedAt: 0 },
  ];
  expect(reading(path).metersAt(40, began)).toEqual(new Map([["a@1", meter(2)]]));
  expect(reading(path).metersAt(51, began)).toEqual(
    new Map([
      ["a@1", meter(3)],
      ["b@1", meter(4)],
    ]),
  );
  journal.close();
});

test("records and attempts come back as they went in, and go when they are gone", () => {
  const path = newPath();
  const journal = opened(path);
  const { fleet } = emptyFold();
  const record = {
    task: "a",
    firstSeen: 1,
    attempts: 1,
    spent: { crashed: 1 },
    rest: { kind: "free" },
    past: [],
    reopened: false,
  } as const;
  journal.append({
    events: eventsBetween(1, 1),
    changes: [
      { kind: "fleet", value: fleet },
      { kind: "record", id: "a", value: record },
    ],
  });
  expect(journal.load()?.records).toEqual(new Map([["a", record]]));
  journal.append({ events: eventsBetween(2, 2), changes: [{ kind: "record", id: "a", value: undefined }] });
  expect(journal.load()).toEqual({ ...entitiesOf(emptyFold()), seq: 2 });
  journal.close();
});

test("a reader pages through the events and finds the last ones", () => {
  const path = newPath();
  written(path, 50);
  const reader = reading(path);
  expect(reader.after(20, 5)).toEqual(eventsBetween(21, 25));
  expect(reader.after(48, 5)).toEqual(eventsBetween(49, 50));
  expect(reader.after(50, 5)).toEqual([]);
  expect(reader.last(3)).toEqual(eventsBetween(48, 50));
});

test("a batch is written whole or not at all", () => {
  const path = newPath();
  const folded = written(path, 10);
  const journal = opened(path);
  const gap = [...eventsBetween(11, 12), ...eventsBetween(14, 14)];
  expect(() => journal.append({ events: gap, changes: [] })).toThrow("event 14 cannot follow event 12");
  journal.append(nextBatch(folded, 2));
  expect(journal.load()).toEqual(entitiesOf(folded));
  journal.close();
  expect(reading(path).verify()).toEqual({ events: 12 });
});

test("the first batch must hold the fleet, or nothing could be loaded", () => {
  const journal = opened(newPath());
  expect(() => journal.append({ events: eventsBetween(1, 1), changes: [] })).toThrow("must hold the fleet");
  journal.close();
});

test("of two writers the one that is behind is refused", () => {
  const path = newPath();
  const folded = written(path, 10);
  const behind = opened(path);
  const ahead = opened(path);
  const batch = nextBatch(folded, 3);
  ahead.append(batch);
  expect(() => behind.append(batch)).toThrow("another process wrote to it");
  ahead.append(nextBatch(folded, 3));
  expect(reading(path).verify()).toEqual({ events: 16 });
  ahead.close();
  behind.close();
});

test("compaction forgets events, keeps entities, and what is left can still be checked", () => {
  const path = newPath();
  const folded = written(path, 50);
  const journal = opened(path);
  journal.compact(100);
  expect(reading(path).verify()).toEqual({ events: 50 });
  journal.compact(20);
  journal.compact(20);
  expect(reading(path).after(0, 100)).toEqual(eventsBetween(31, 50));
  expect(reading(path).verify()).toEqual({ events: 20 });
  journal.compact(0);
  journal.append(nextBatch(folded, 5));
  journal.close();
  const again = opened(path);
  expect(again.load()).toEqual(entitiesOf(folded));
  again.close();
  expect(reading(path).verify()).toEqual({ events: 5 });
  tamper(path, "UPDATE events SET at = at + 1 WHERE seq = 51");
  expect(reading(path).verify().broken?.seq).toBe(51);
});

const EVENTS = 40;
const forgeries: Record<string, (seq: number) => string> = {
  "a changed time": (seq) => `UPDATE events SET at = at + 1 WHERE seq = ${seq}`,
  "a changed body": (seq) => `UPDATE events SET body = replace(body, '"v":1', '"v": 1') WHERE seq = ${seq}`,
  "a changed hash": (seq) => `UPDATE events SET hash = hex(randomblob(32)) WHERE seq = ${seq}`,
  "a changed number": (seq) => `UPDATE events SET seq = 1000 WHERE seq = ${seq}`,
  "a deleted event": (seq) => `DELETE FROM events WHERE seq = ${seq}`,
  "an added event": (seq) =>
    `INSERT INTO events (seq, at, body, hash) SELECT ${EVENTS + 1}, at, body, hash FROM events WHERE seq = ${seq}`,
  "a changed entity": (seq) =>
    `UPDATE entities SET body = body || ' ' WHERE id = (SELECT id FROM entities LIMIT 1 OFFSET ${seq % 5})`,
  "a moved head": (seq) => `UPDATE meta SET value = json_set(value, '$.seq', ${seq - 1}) WHERE key = 'head'`,
  "a moved anchor": (seq) => `UPDATE meta SET value = json_set(value, '$.seq', ${seq}) WHERE key = 'anchor'`,
};

test.each(Object.entries(forgeries))(
  "%s is seen, wherever it is, and the journal moved aside",
  (_, forge) => {
    for (const seq of [1, 2, 17, EVENTS - 1, EVENTS]) {
      const path = newPath();
      written(path, EVENTS);
      tamper(path, forge(seq));
      expect(reading(path).verify().broken).toBeDefined();
      const { journal, moved } = openJournal(path);
      expect(moved?.why).toBeTruthy();
      expect(journal.load()).toBeUndefined();
      journal.close();
    }
  },
);

test("damage far back does not keep the journal from being opened, and is found by verifying", () => {
  const path = newPath();
  const folded = written(path, 1_200);
  tamper(path, "UPDATE events SET at = at + 1 WHERE seq = 150");
  const journal = opened(path);
  expect(journal.load()).toEqual(entitiesOf(folded));
  journal.close();
  expect(reading(path).verify()).toEqual({
    events: 149,
    broken: { seq: 150, why: "event 150 was changed: its hash does not match" },
  });
});

test.each([
  ["no database", (path: string) => writeFileSync(path, "not a database ".repeat(1_000))],
  ["a file cut short", (path: string) => truncateSync(path, 9_000)],
  ["a lost mark", (path: string) => tamper(path, "DELETE FROM meta WHERE key = 'head'")],
  ["a lost version", (path: string) => tamper(path, "DELETE FROM meta WHERE key = 'version'")],
  ["an unreadable mark", (path: string) => tamper(path, "UPDATE meta SET value = 'x' WHERE key = 'anchor'")],
  ["a page overwritten", (path: string) => writeFileSync(path, readFileSync(path).fill(0xff, 8_192))],
])("%s is moved aside under a dated name, and a new journal begun", (_, harm) => {
  const path = newPath();
  written(path, EVENTS);
  harm(path);
  const harmed = readFileSync(path);
  const { journal, moved } = openJournal(path);
  expect(moved?.to).toMatch(/journal\.db\.corrupt-\d{4}-\d\d-\d\dT/);
  expect(readFileSync(moved?.to ?? "")).toEqual(harmed);
  const folded = emptyFold();
  journal.append(nextBatch(folded, 5));
  journal.close();
  expect(readdirSync(dirname(path)).filter((name) => name.includes("corrupt"))).toHaveLength(1);
  const again = opened(path);
  expect(again.load()).toEqual(entitiesOf(folded));
  again.close();
});

test("a journal of a newer version is refused, left as it is, and the way out is named", () => {
  const path = newPath();
  written(path, 10);
  tamper(path, "UPDATE meta SET value = '2' WHERE key = 'version'");
  expect(() => openJournal(path)).toThrow(/journal version 2, expected 1 or older.*Update traffic/);
  expect(() => openJournalReader(path)).toThrow(/journal version 2/);
  tamper(path, "UPDATE meta SET value = '1' WHERE key = 'version'");
  expect(reading(path).verify()).toEqual({ events: 10 });
});

test("a path that cannot be opened is named, and nothing is moved", () => {
  const path = join(scratch(), "missing", "journal.db");
  expect(() => openJournal(path)).toThrow(path);
});
