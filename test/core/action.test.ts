import { expect, test } from "vitest";
import { actionsTold } from "../../src/core/action.ts";
import type { Signal } from "../../src/core/signal.ts";

const began = (id: string, subject: string): Signal => ({ kind: "tool_began", id, name: "edit", subject });
const ended = (id: string, output: string): Signal => ({ kind: "tool_ended", id, ok: true, output });

test("actions are told in the order in which they began, with what was said before and what came of them", () => {
  const signals: readonly Signal[] = [
    { kind: "said", text: "I look first." },
    began("a", "one.ts"),
    began("b", "two.ts"),
    ended("b", "second"),
    began("a", "one.ts"),
    ended("a", "first"),
    { kind: "said", text: "And now?" },
    began("c", "three.ts"),
    { kind: "denied", id: "c", tool: "edit", subject: "three.ts" },
    began("d", "four.ts"),
  ];
  expect(actionsTold(signals)).toEqual([
    { tool: "edit", subject: "one.ts", said: "I look first.", input: "one.ts", ok: true, output: "first" },
    { tool: "edit", subject: "two.ts", said: "", input: "two.ts", ok: true, output: "second" },
    {
      tool: "edit",
      subject: "three.ts",
      said: "And now?",
      input: "three.ts",
      ok: false,
      output: "it was refused",
    },
    { tool: "edit", subject: "four.ts", said: "", input: "four.ts" },
  ]);
});
