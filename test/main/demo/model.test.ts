import Anthropic from "@anthropic-ai/sdk";
import { afterEach, expect, test } from "vitest";
import { startModel, type ScriptedModel } from "../../../src/main/demo/model.ts";
import { attempt, bash, once, saying } from "../../../src/main/demo/script.ts";

let model: ScriptedModel | undefined;
afterEach(() => model?.close());

const titles = new Map([
  ["One", "one"],
  ["Two", "two"],
]);

/** Asks as the agent does, through the vendor's own client. */
const ask = async (prompt: string, answers: readonly string[] = []) => {
  const client = new Anthropic({ apiKey: "k", authToken: null, maxRetries: 0, baseURL: model?.url ?? "" });
  const said = answers.flatMap((text) => [
    { role: "assistant" as const, content: text },
    { role: "user" as const, content: "go on" },
  ]);
  const messages = [{ role: "user" as const, content: prompt }, ...said];
  return client.beta.messages.stream({ model: "claude-haiku-5-5", max_tokens: 99, messages }).finalMessage();
};

test("the vendor's client reads its answers: text, tools, usage, and the end", async () => {
  model = await startModel({ script: { one: [attempt(saying("I look.", bash("ls")))] }, titles });
  const first = await ask("# One");
  expect(first).toMatchObject({
    model: "claude-haiku-5-5",
    stop_reason: "tool_use",
    content: [
      { type: "text", text: "I look." },
      { type: "tool_use", name: "bash", input: { command: "ls" } },
    ],
  });
  const last = await ask("# One", ["I look."]);
  expect(last).toMatchObject({ stop_reason: "end_turn", content: [{ text: "Done." }] });
  expect(last.usage.cache_read_input_tokens).toBeGreaterThan(first.usage.cache_read_input_tokens ?? 0);
  expect((await ask("# One")).usage).toEqual(first.usage);
});

test("a task that is not in the script is refused, and so is everything but a message", async () => {
  model = await startModel({ script: {}, titles });
  await expect(ask("# One")).rejects.toMatchObject({
    status: 400,
    message: expect.stringContaining("`command:`"),
  });
  expect((await fetch(`${model.url}/v1/models/claude-haiku-5-5`)).status).toBe(404);
});

test("a turn waits until the other task has come so far", async () => {
  const script = {
    one: [attempt(once("two", "finished", bash("one")))],
    two: [attempt(once("one", "begun", bash("two")))],
  } as const;
  model = await startModel({ script, titles });
  const order: string[] = [];
  const one = ask("# One").then(() => order.push("one"));
  await ask("# Two");
  order.push("two");
  await ask("# Two", ["."]);
  await one;
  expect(order).toEqual(["two", "one"]);
});
