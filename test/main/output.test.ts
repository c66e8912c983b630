import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";

const module = new URL("../../src/main/output.ts", import.meta.url).href;
const speak = (call: string, into: string) =>
  spawnSync("/bin/sh", ["-c", `"$0" -e "$1" ${into}`, process.execPath, script(call)], { encoding: "utf8" });
const script = (call: string): string =>
  `import("${module}").then(({ openOutput }) => { const out = openOutput(); ${call} })`;

test.skipIf(!existsSync("/dev/full"))("where there is no room for what it says, a sentence tells so", () => {
  const { status, stderr } = speak("out.write('x')", "> /dev/full");
  expect([status, stderr]).toEqual([2, expect.stringMatching(/^traffic: .*ENOSPC[^\n]*\n$/) as string]);
});

test("a reader that leaves early is no fault of anyone's", () => {
  const { status, stderr } = speak("for (let n = 0; n < 1e5; n += 1) out.write('line\\n')", "| head -1 >&2");
  expect([status, stderr]).toEqual([0, "line\n"]);
});
