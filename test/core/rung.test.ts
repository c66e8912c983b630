import fc from "fast-check";
import { expect, test } from "vitest";
import type { AgentProfile } from "../../src/core/agent.ts";
import { defaultConfig, type Config } from "../../src/core/config.ts";
import type { FailureKind } from "../../src/core/failure.ts";
import { agentOf, rungOf, rungsOf } from "../../src/core/rung.ts";
import { agreementOf } from "../../src/core/agreement.ts";
import { standingOf } from "../../src/core/standing.ts";
import type { Task } from "../../src/core/task.ts";
import { grow, type Grown } from "../world/state.ts";
import { makeTask } from "../world/tasks.ts";

const agents: readonly AgentProfile[] = [
  { name: "quick", driver: "builtin", models: ["haiku"], slots: 1 },
  { name: "strong", driver: "builtin", models: ["sonnet", "opus"] },
  { name: "maker", driver: "shell" },
];

const teamed = (
  set: Partial<Task> = {},
  teams: Config["teams"] = { backend: ["quick", "strong"] },
): Grown => {
  const { command: _, ...plain } = makeTask("t");
  return grow({ ...plain, agent: "backend", ...set }).fold(
    { kind: "config.changed", config: { ...defaultConfig, teams } },
    { kind: "agents.changed", agents },
  );
};

const taskOf = ({ state }: Grown): Task => state.tasks.get("t") as Task;

const shown = (grown: Grown): string[] =>
  rungsOf(grown.state, taskOf(grown)).map(({ agent, model }) => `${agent.name} ${model ?? "-"}`);

const failed = (grown: Grown, n: number, kind: FailureKind): Grown =>
  grown.fold(
    {
      kind: "attempt.claimed",
      task: "t",
      n,
      slot: 0,
      spec: { title: "T", file: "tasks/t.md", agent: "quick", touches: [], checks: [], minutes: 1 },
    },
    { kind: "attempt.failed", key: `t@${n}`, failure: { kind, why: "no" }, rest: { kind: "free" } },
    { kind: "attempt.ended", key: `t@${n}` },
  );

test("a team's ladder is its members' ladders, one after the other", () => {
  expect(shown(teamed())).toEqual([
    "quick claude-haiku-5-5",
    "strong claude-sonnet-5-5",
    "strong claude-opus-5-5",
  ]);
  expect(shown(teamed({ model: "opus" }))).toEqual(["quick claude-opus-5-5", "strong claude-opus-5-5"]);
  expect(shown(teamed({ agent: "strong" }))).toEqual(["strong claude-sonnet-5-5", "strong claude-opus-5-5"]);
  expect(shown(teamed({ command: "make" }, { backend: ["maker", "quick"] }))).toEqual([
    "maker -",
    "quick claude-haiku-5-5",
  ]);
});

test("what is rejected goes one rung up, to the next member; what passes by itself does not", () => {
  const grown = teamed();
  const next = (): string => {
    const rung = rungOf(grown.state, taskOf(grown));
    return `${rung?.agent.name} ${rung?.model}`;
  };
  failed(grown, 1, "transient");
  expect(next()).toBe("quick claude-haiku-5-5");
  failed(grown, 2, "rejected");
  expect(next()).toBe("strong claude-sonnet-5-5");
  expect([...grown.state.queue.groups].map(({ agent }) => agent)).toEqual(["strong"]);
  grown.fold({ kind: "task.reopened", task: "t" });
  expect(next()).toBe("quick claude-haiku-5-5");
  expect([...grown.state.queue.groups].map(({ agent }) => agent)).toEqual(["quick"]);
});

test("an attempt is claimed for the member, whose model, limit and slots count", () => {
  const grown = teamed();
  const other: Task = { ...taskOf(grown), id: "u", file: "tasks/u.md" };
  grown.fold(
    { kind: "tasks.changed", set: [other], gone: [] },
    { kind: "day.began", from: 0, until: grown.now * 2 },
    { kind: "spending.agreed", agreement: agreementOf(grown.state) },
  );
  const attempts = [...grown.schedule().state.attempts.values()];
  expect(attempts.map(({ spec }) => [spec.agent, spec.terms?.model])).toEqual([
    ["quick", "claude-haiku-5-5"],
  ]);
  expect(agentOf(grown.state, other)).toBe("quick");
});

test("a team that names nobody who exists, or a shell without a command, is told", () => {
  const why = (grown: Grown): string => {
    const standing = standingOf(grown.state, taskOf(grown));
    return standing.kind === "broken" ? standing.why : standing.kind;
  };
  expect(why(teamed())).toBe("ready");
  expect(why(teamed({}, { backend: ["quick", "ghost"] }))).toBe(
    "the team backend in traffic.yaml names ghost, and no agent is called that",
  );
  expect(why(teamed({}, { backend: ["quick", "maker"] }))).toContain("no command");
  expect(why(teamed({}, {}))).toBe("no agent and no team is called backend");
  expect(why(teamed({}, { constructor: ["quick"] }))).toBe("no agent and no team is called backend");
  expect(why(teamed({ agent: "constructor" }, {}))).toBe("no agent and no team is called constructor");
});

test("an agent goes before a team of its name", () => {
  expect(shown(teamed({ agent: "quick" }, { quick: ["strong"] }))).toEqual(["quick claude-haiku-5-5"]);
});

test("more failures never lead down the ladder, nor off it", () => {
  const kinds = fc.array(fc.constantFrom<FailureKind>("rejected", "timeout", "conflict", "transient"), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(kinds, (failures) => {
      const grown = teamed();
      const ladder = rungsOf(grown.state, taskOf(grown));
      const at = (): number => {
        const rung = rungOf(grown.state, taskOf(grown));
        return ladder.findIndex(({ agent, model }) => agent === rung?.agent && model === rung.model);
      };
      let before = at();
      expect(before).toBe(0);
      for (const [index, kind] of failures.entries()) {
        failed(grown, index + 1, kind);
        expect(at()).toBeGreaterThanOrEqual(before);
        expect(at()).toBeLessThanOrEqual(before + 1);
        before = at();
      }
      const climbed = failures.filter((kind) => kind === "rejected" || kind === "timeout").length;
      const conflicts = failures.filter((kind) => kind === "conflict").length;
      expect(before).toBe(Math.min(2, climbed + Math.floor(conflicts / 2)));
    }),
    { numRuns: 200 },
  );
});
