import { expect, test } from "vitest";
import { missedText } from "../../src/views/missed.ts";
import { grow } from "../world/state.ts";
import { makeTask } from "../world/tasks.ts";

const lack = { driver: "builtin", why: "ANTHROPIC_API_KEY is not set", repair: "export it" } as const;
const { command: _, ...paid } = makeTask("paid", { agent: "builtin" });

test("who follows an engine that lacks what is here is told, where tasks wait for it", () => {
  const grown = grow(paid).fold({ kind: "payers.changed", unpaid: [lack] });
  expect(missedText(grown.state, [], 12)).toBe(
    "builtin could work from this shell, but not where process 12 runs: ANTHROPIC_API_KEY is not set there. To start it from here: traffic down, then traffic up",
  );
  expect(missedText(grown.state, [lack], 12)).toBeUndefined();
  grown.fold({ kind: "payers.changed", unpaid: [] });
  expect(missedText(grown.state, [], 12)).toBeUndefined();
  const idle = grow(makeTask("free")).fold({ kind: "payers.changed", unpaid: [lack] });
  expect(missedText(idle.state, [], 12)).toBeUndefined();
});
