import { expect, test } from "vitest";
import { agreementOf } from "../../src/core/agreement.ts";
import { defaultConfig } from "../../src/core/config.ts";
import type { DriverName } from "../../src/core/drivers.ts";
import { judge } from "../../src/core/judge.ts";
import { isQuiet } from "../../src/core/quiet.ts";
import { standingOf } from "../../src/core/standing.ts";
import type { Task } from "../../src/core/task.ts";
import { gatesOf } from "../../src/views/gates.ts";
import { exitCodeOf, summaryOf } from "../../src/views/summary.ts";
import { grow, start, type Grown } from "../world/state.ts";
import { makeTask } from "../world/tasks.ts";

const paid = (id: string, set: Partial<Task> = {}): Task => {
  const { command: _, ...task } = makeTask(id, { agent: "builtin", ...set });
  return task;
};

const fleet = (...tasks: readonly Task[]): Grown => {
  const config = {
    ...defaultConfig,
    slots: { agents: 9, verification: 1 },
    teams: { both: ["builtin", "claude-code"], mixed: ["builtin", "shell"] },
  };
  const grown = grow(...tasks).fold(
    { kind: "config.changed", config },
    { kind: "day.began", from: start - 1000, until: start + 366 * 86_400_000 },
  );
  return grown.fold({ kind: "spending.agreed", agreement: agreementOf(grown.state) });
};

/** Whoever starts the fleet finds that these cannot work. */
const found = (grown: Grown, ...drivers: readonly DriverName[]): Grown => {
  const unpaid = drivers.map((driver) => ({ driver, why: `no ${driver}`, repair: `install ${driver}` }));
  return grown.fold(...judge(grown.state, { kind: "payers", unpaid }, grown.now)).schedule();
};

const claimed = ({ state }: Grown): string[] => [...state.attempts.keys()].sort();

test("nobody begins who cannot work here: the task waits for a person, is told what mends it, and the others go on", () => {
  const grown = found(fleet(paid("a"), makeTask("b"), makeTask("c", { dependsOn: ["a"] })), "builtin");
  expect(claimed(grown)).toEqual(["b@1"]);
  const { state, now } = grown;
  const summary = summaryOf(state, [], now);
  expect(summary.reasons.get("a")).toEqual({
    why: "no builtin where the fleet runs",
    answer: "install builtin",
  });
  expect(exitCodeOf(summary)).toBe(1);
  expect(gatesOf(state, paid("a"), now).find(({ name }) => name === "money")).toMatchObject({ open: false });
});

test("with nothing else to do it is over; once the key is there, all go on by themselves", () => {
  const grown = found(fleet(paid("a"), paid("b")), "builtin");
  expect(isQuiet(grown.state, grown.now)).toBe(true);
  expect(claimed(found(grown))).toEqual(["a@1", "b@1"]);
  expect(judge(grown.state, { kind: "payers", unpaid: [] }, grown.now)).toEqual([]);
});

test("of a team, whoever can works; without any it waits, also where the shell would come after", () => {
  const team = paid("a", { agent: "both" });
  const grown = found(fleet(team, paid("m", { agent: "mixed", command: "true" })), "builtin");
  expect(claimed(grown)).toEqual(["a@1"]);
  expect(grown.state.attempts.get("a@1")?.spec.agent).toBe("claude-code");
  const none = found(fleet(team), "builtin", "claude-code");
  expect(claimed(none)).toEqual([]);
  expect(standingOf(none.state, team)).toMatchObject({ kind: "person" });
});
