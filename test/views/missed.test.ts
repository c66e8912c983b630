import { expect, test } from "vitest";
import type { Unpaid } from "../../src/core/unpaid.ts";
import { missedText } from "../../src/views/missed.ts";
import { grow } from "../world/state.ts";
import { makeTask } from "../world/tasks.ts";

const lack = { driver: "builtin", why: "ANTHROPIC_API_KEY is not set", repair: "export it" } as const;
const { command: _, ...paid } = makeTask("paid", { agent: "builtin" });

const here = (...unpaid: readonly Unpaid[]) => ({ unpaid, signsIn: true });

test("who follows an engine that lacks what is here is told, where tasks wait for it", () => {
  const grown = grow(paid).fold({ kind: "payers.changed", unpaid: [lack] });
  expect(missedText(grown.state, here(), 12)).toBe(
    "builtin could work from this shell, but not where process 12 runs: ANTHROPIC_API_KEY is not set there. To start it from here: traffic down, then traffic up",
  );
  expect(missedText(grown.state, here(lack), 12)).toBeUndefined();
  grown.fold({ kind: "payers.changed", unpaid: [] });
  expect(missedText(grown.state, here(), 12)).toBeUndefined();
  const idle = grow(makeTask("free")).fold({ kind: "payers.changed", unpaid: [lack] });
  expect(missedText(idle.state, here(), 12)).toBeUndefined();
});

test("the same of what signs in to GitHub, where pull requests wait for that and this shell brings it along", () => {
  const shut = { kind: "github.closed", until: 0, why: "nothing signs in", answer: "sign in" } as const;
  const grown = grow(makeTask("a", { handoff: "pr" })).fold({ ...shut, here: "sign-in" });
  expect(missedText(grown.state, here(), 12)).toContain("pull requests could leave from this shell");
  expect(missedText(grown.state, { unpaid: [], signsIn: false }, 12)).toBeUndefined();
  expect(missedText(grown.fold({ ...shut, here: "remote" }).state, here(), 12)).toBeUndefined();
  const local = grow(makeTask("a")).fold({ ...shut, here: "sign-in" });
  expect(missedText(local.state, here(), 12)).toBeUndefined();
});
