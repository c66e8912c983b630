import { expect, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import { routeOf } from "../../src/core/route/route.ts";
import { workerOf } from "../../src/views/worker.ts";
import { tallied } from "../core/route/world.ts";
import { grow, toDone, toWorking } from "../world/state.ts";
import { makeTask } from "../world/tasks.ts";

const [haiku, sonnet] = ["claude-haiku-5-5", "claude-sonnet-5-5"] as const;

const { command: _, ...open } = makeTask("t", { title: "Fix it", agent: "backend" });

const fleet = (...members: readonly string[]) =>
  grow(open).fold(
    { kind: "config.changed", config: { ...defaultConfig, teams: { backend: members } } },
    {
      kind: "agents.changed",
      agents: [
        { name: "quick", driver: "builtin", model: haiku },
        { name: "careful", driver: "builtin", model: sonnet },
      ],
    },
  );

test("a row names the team where outcomes may choose among its members, not whom the ladder has first", () => {
  const tallies = tallied(
    { model: haiku, proved: 1, failed: 59, usd: 0.4, agent: "quick" },
    { model: sonnet, proved: 59, failed: 1, usd: 0.4, agent: "careful" },
  );
  const { state, now } = fleet("quick", "careful").fold({
    kind: "tallies.changed",
    set: tallies,
    gone: [],
    fallen: [],
  });
  expect(routeOf(state, open, { now })?.rung.agent.name).toBe("careful");
  expect(workerOf(state, open)).toBe("backend");
});

test("one who is alone is named, and so is who works or did the work", () => {
  expect(workerOf(fleet("careful").state, open)).toBe("careful");
  expect(workerOf(grow().state, { ...open, agent: "nobody" })).toBe("nobody");
  expect(workerOf(fleet("quick", "careful").fold(...toWorking(open)).state, open)).toBe("shell");
  expect(workerOf(fleet("quick", "careful").fold(...toDone(open)).state, open)).toBe("shell");
});
