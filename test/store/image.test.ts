import * as fc from "fast-check";
import { expect, test } from "vitest";
import { imageOf, stateOf } from "../../src/core/image.ts";
import { LiveState } from "../../src/core/live.ts";
import { plan } from "../../src/core/plan.ts";
import { nextWake, schedule } from "../../src/core/schedule.ts";
import type { State } from "../../src/core/state.ts";
import { keptListing, listsOf } from "../../src/main/doors/listing.ts";
import { packImage, unpackImage } from "../../src/store/image.ts";
import { listingOf, type Listing } from "../../src/views/listing.ts";
import { phaseWords } from "../../src/views/phase.ts";
import { planOf } from "../../src/views/plan.ts";
import { problemsOf } from "../../src/views/problems.ts";
import { statusOf } from "../../src/views/status.ts";
import { tasksOf } from "../../src/views/tasks.ts";
import { whyOf } from "../../src/views/why.ts";
import { happen, happenings, names } from "../core/happenings.ts";
import { Table } from "../core/table.ts";
import { makeTask } from "../world/tasks.ts";

const origin = { journal: "none" };

const takenUp = (state: State, now: number, unseen: ReadonlySet<string> = new Set()): State => {
  const image = imageOf(state);
  const bytes = image && packImage(image, { origin, problems: [], unseen });
  if (bytes === undefined) throw new Error("it could not be laid out");
  return stateOf(unpackImage(bytes).at(now));
};

/** Everything that anyone may see of a state, or decide from it. */
const seen = (state: State, now: number) => ({
  rows: tasksOf(state, now).rows,
  problems: problemsOf(state, []),
  plan: planOf(state, now),
  status: statusOf(state, now),
  why: [...state.tasks.values()].map((task) => whyOf(state, task, now)),
  next: schedule(state, now),
  wake: nextWake(state, now),
  orders: plan(state),
});

const entities = ({ seq, fleet, tasks, records, attempts, tallies }: State) => ({
  seq,
  fleet,
  tasks: new Map(tasks),
  records: new Map(records),
  attempts: new Map(attempts),
  tallies: new Map(tallies),
});

test("a state that is taken up is the one that was put away, for all that look at it", () => {
  fc.assert(
    fc.property(happenings, (script) => {
      const table = new Table(names.map((id) => makeTask(id)));
      for (const happening of script) {
        happen(table, happening);
        table.settle();
      }
      const { state, now } = table;
      const again = takenUp(state, now);
      expect(entities(again)).toEqual(entities(state));
      expect([...again.tasks.keys()]).toEqual([...state.tasks.keys()]);
      expect(seen(again, now)).toEqual(seen(state, now));
      expect(seen(new LiveState(again), now)).toEqual(seen(state, now));
      for (const id of [...names, "unknown"]) expect(again.tasks.has(id)).toBe(state.tasks.has(id));
    }),
    { numRuns: 300 },
  );
});

test("tasks that no engine has seen are as old as the look, whenever that is", () => {
  const due = Date.UTC(2026, 11, 1);
  const tasks = [
    makeTask("a", { priority: 4 }),
    makeTask("b", { dependsOn: ["a"] }),
    makeTask("c", { priority: 3, due }),
    makeTask("old", { priority: 3 }),
  ];
  const at = (now: number): State => {
    const table = new Table([]);
    table.now = due - 40 * 86_400_000;
    table.edit(...tasks.slice(3));
    table.now = now;
    table.edit(...tasks.slice(0, 3));
    return table.state;
  };
  const made = due - 30 * 86_400_000;
  const orders = new Set<string>();
  for (const day of [0, 10, 26, 28, 35]) {
    const now = made + day * 86_400_000;
    const again = takenUp(at(made), now, new Set(["a", "b", "c"]));
    expect(seen(again, now)).toEqual(seen(at(now), now));
    orders.add(
      tasksOf(again, now)
        .rows.map(({ id }) => id)
        .join(),
    );
  }
  expect(orders.size, "orders that came of it").toBeGreaterThan(1);
});

/** What any list may say; lines are rows of which less is shown. */
const said = ({ problems, until, rows, lines }: Listing) => ({
  problems,
  until,
  all: JSON.stringify(rows(() => true)),
  lines: lines(() => true).rows.map((row) => [row.id, row.title, row.phase, row.reason, row.priority]),
  byPhase: phaseWords.map((word) => rows(({ phase }) => phase === word)),
  byLabel: rows(({ labels }) => labels.includes("db")),
  byMilestone: rows(({ milestone }) => milestone === "m"),
});

test("lists say the same from memory, as long as they are remembered", () => {
  let remembered = 0;
  const tasks = names.map((id, at) =>
    makeTask(id, { labels: at % 2 === 0 ? ["db"] : [], ...(at % 3 === 0 ? { milestone: "m" } : {}) }),
  );
  const unread = { code: "empty_file", file: "tasks/x.md", line: 1, message: "It is empty." };
  fc.assert(
    fc.property(happenings, fc.nat(10), (script, last) => {
      const table = new Table(tasks);
      table.input({ kind: "day", from: 0, until: 10 ** 11 });
      for (const happening of script.slice(0, last)) {
        happen(table, happening);
        table.settle();
      }
      const { state, now } = table;
      const problems = last % 2 === 0 ? [unread] : [];
      const image = imageOf(state);
      const lists = listsOf(listingOf(state, problems, now), now);
      const bytes = image && packImage(image, { origin, problems, unseen: new Set(), lists });
      const kept = unpackImage(bytes as Buffer);
      expect(keptListing(kept, now - 1)).toBeUndefined();
      if (lists !== undefined) remembered += 1;
      const until = lists?.until ?? now;
      expect(keptListing(kept, until)).toBeUndefined();
      for (const then of [now, now + 1, until - 1].filter((at) => at < until && at >= now)) {
        const listing = keptListing(kept, then) as Listing;
        expect(said(listing)).toEqual(said(listingOf(state, problems, then)));
        for (const { phases } of [listing, listingOf(state, problems, then)])
          expect(statusOf(state, then, phases())).toEqual(statusOf(state, then));
      }
    }),
    { numRuns: 300 },
  );
  expect(remembered, "lists that were remembered").toBeGreaterThan(10);
});

test("what could not be read back as it is, is not kept", () => {
  const odd = new Table([{ ...makeTask("a"), file: "tasks/b.md" }]).state;
  const image = imageOf(odd);
  expect(image && packImage(image, { origin, problems: [], unseen: new Set() })).toBeUndefined();
  const bare = new LiveState({ ...entities(new Table([makeTask("a")]).state), records: new Map() });
  expect(imageOf(bare)).toBeUndefined();
});
