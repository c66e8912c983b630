import { expect, test } from "vitest";
import { shellDriver } from "../../src/agents/shell.ts";

test("the command is run by sh", () => {
  expect(shellDriver.launch({ command: "npm test", path: "/w" })).toEqual({
    argv: ["/bin/sh", "-c", "npm test"],
    env: {},
  });
});

test.each([undefined, "", "  "])("without a command (%j) it says how to mend that", (command) => {
  const launch = shellDriver.launch({ ...(command === undefined ? {} : { command }), path: "/w" });
  expect(launch).toMatchObject({ kind: "invalid", why: expect.stringContaining("command: …") as string });
});

test("exit 0 is no failure", () => {
  expect(shellDriver.judge({ kind: "exited", code: 0 }, "noise")).toEqual({});
});

test.each([
  [{ kind: "exited", code: 3 }, "crashed", "exit code 3"],
  [{ kind: "signalled", signal: "SIGKILL" }, "crashed", "SIGKILL"],
  [{ kind: "lost" }, "crashed", "vanished"],
  [{ kind: "timed_out" }, "timeout", "time limit"],
  [{ kind: "stopped" }, "cancelled", "stopped"],
] as const)("%j is a failure of kind %s", (end, kind, words) => {
  const { failure } = shellDriver.judge(end, "one\n\ntwo\n");
  expect(failure).toMatchObject({ kind, details: ["one", "two"] });
  expect(failure?.why).toContain(words);
});

test("a failure quotes the last 20 lines", () => {
  const tail = Array.from({ length: 50 }, (_, n) => `line ${n}`).join("\n");
  const details = shellDriver.judge({ kind: "lost" }, tail).failure?.details;
  expect(details).toHaveLength(20);
  expect(details?.at(-1)).toBe("line 49");
});
