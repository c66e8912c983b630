import { expect, test } from "vitest";
import { attempt, bash, told, type Script } from "../../../src/main/demo/script.ts";
import { whoAsks, type Heard } from "../../../src/main/demo/who-asks.ts";

const script: Script = {
  wrap: [attempt(bash("first"), bash("second")), told("it cut a word", bash("better"))],
};
const part = { script, titles: new Map([["Wrap long lines", "wrap"]]) };

/** A conversation that was answered so often. */
const heard = (prompt: unknown, answers = 0): Heard => ({
  model: "m",
  messages: [
    { role: "user", content: prompt },
    ...Array.from({ length: answers }, () => [
      { role: "assistant", content: "." },
      { role: "user", content: "." },
    ]).flat(),
  ],
});

const command = (prompt: unknown, answers = 0): unknown =>
  whoAsks(heard(prompt, answers), part)?.turn?.use.input["command"];

const brief = (evidence: string): string =>
  `# Wrap long lines\n\nDo it.\n\n# What was tried before\n\n## Attempt 1 (quick, m): rejected\n${evidence}`;

test("the task is known by its title, the turn by how often it was answered", () => {
  expect(command("# Wrap long lines\n\nDo it.")).toBe("first");
  expect(command([{ type: "text", text: "# Wrap long lines" }], 1)).toBe("second");
  expect(whoAsks(heard("# Wrap long lines", 2), part)).toEqual({ task: "wrap", at: 2, turn: undefined });
  expect(whoAsks(heard("# Something else"), part)).toBeUndefined();
});

test("the next attempt goes right only where it was handed the evidence", () => {
  expect(command(brief("the check said: it cut a word"))).toBe("better");
  expect(command(brief("nothing of use"))).toBe("first");
});

test("the evidence alone does not make a first attempt the second", () =>
  expect(command("# Wrap long lines\n\nit cut a word")).toBe("first"));

test("further attempts repeat the last", () =>
  expect(command(`${brief("it cut a word")}\n\n## Attempt 4 (careful, m): rejected`)).toBe("better"));
