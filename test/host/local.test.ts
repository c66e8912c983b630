import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { defaultConfig } from "../../src/core/config.ts";
import type { FromOrder } from "../../src/engine/ports/hands.ts";
import { localHands } from "../../src/host/local.ts";
import { ground, orders } from "../world/orders.ts";
import { partsFor } from "./programs/parts.ts";
import { eventually, linesOf, marked, scratch } from "./world.ts";

const stage = () => {
  const root = scratch();
  const path = join(root, "worktree");
  mkdirSync(path);
  const { tools } = partsFor(root);
  onTestFinished(() => tools.agents.end("a@2"));
  return { root, path, state: tools.state, hands: localHands(tools) };
};

const stubborn = "touch ../up; trap '' INT TERM; (setsid sleep 91 &); sleep 92; sleep 93";
const setup = { run: stubborn, inputs: [], outputs: [] };
const check = { name: "c", run: stubborn, minutes: 1, own: "task" as const };

test.each([
  [
    "prepare",
    "a@2/setup",
    () => orders.prepare({ ground: { ...ground, config: { ...defaultConfig, setup } } }),
  ],
  [
    "work",
    "a@2",
    (path: string) => orders.work({ path, spec: { ...orders.work().spec, command: stubborn } }),
  ],
  ["verify", "a@2/check", () => orders.verify({ spec: { checks: [check] } })],
] as const)("stopped in %s, nothing is reported and nothing is left behind", async (_phase, key, order) => {
  const { root, path, state, hands } = stage();
  const told: FromOrder[] = [];
  const motion = hands.start(order(path), (input) => told.push(input));
  await expect.poll(() => marked(state, key)).not.toEqual([]);
  await eventually(() => existsSync(join(root, "up")));
  motion.stop();
  await motion.done;
  expect(told).toEqual([]);
  expect(await marked(state, key)).toEqual([]);
});

test("an attempt ended while its agent and a check run leaves neither", async () => {
  const { path, state, hands } = stage();
  const command = "echo up; (setsid sleep 94 &); sleep 95";
  const work = hands.start(orders.work({ path, spec: { ...orders.work().spec, command } }), () => undefined);
  const verify = hands.start(orders.verify({ spec: { checks: [check] } }), () => undefined);
  await eventually(() => linesOf(join(state, "attempts/a@2/output.log")).length === 1);
  await expect.poll(() => marked(state, "a@2/check")).not.toEqual([]);
  verify.stop();
  const told: FromOrder[] = [];
  await hands.start(orders.end(), (input) => told.push(input)).done;
  await Promise.all([work.done, verify.done]);
  expect(told).toMatchObject([{ report: { kind: "ended" } }]);
  expect([...(await marked(state, "a@2")), ...(await marked(state, "a@2/check"))]).toEqual([]);
  // Begun once. A shell whose command was ended before it may say so.
  const said = linesOf(join(state, "attempts/a@2/output.log"));
  expect(said.filter((line) => line !== "Terminated")).toEqual(["up"]);
});
