import { mkdirSync } from "node:fs";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { expect, onTestFinished, test } from "vitest";
import { mostRemarks, remarkTools } from "../../../src/core/remark.ts";
import { openEndpoint, type Pass } from "../../../src/host/endpoint/endpoint.ts";
import { readRemarks } from "../../../src/host/endpoint/remarks.ts";
import { attemptFolder } from "../../../src/host/places.ts";
import { scratch } from "../world.ts";

const key = "task@1";

const stateFolder = (): string => {
  const state = scratch();
  mkdirSync(attemptFolder(state, key), { recursive: true });
  return state;
};

/** A host's endpoint; gone, nobody answers at its port any more. */
const host = (state: string, since = -Infinity) => {
  const endpoint = openEndpoint(state, since);
  onTestFinished(() => endpoint.close());
  return endpoint;
};

const letIn = async (state: string, told = () => undefined as void) => {
  const endpoint = host(state);
  const { pass, leave } = await endpoint.admit(key, told);
  if (pass === undefined) throw new Error("nobody listens");
  return { ...endpoint, pass, leave };
};

const call = (id: number, name: string, given: object) => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: { name, arguments: given },
});

const post = ({ url, token }: Pass, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${url}/1`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${token}`,
      ...headers,
    },
    body: JSON.stringify(body),
  });

test("an agent's own client finds the tools and uses them; what it says is kept before it is answered", async () => {
  const state = stateFolder();
  const seen: number[] = [];
  const { pass } = await letIn(state, () => seen.push(readRemarks(state, key).length));
  const client = new Client({ name: "agent", version: "1" });
  const requestInit = { headers: { authorization: `Bearer ${pass.token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${pass.url}/1`), { requestInit }));
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(remarkTools.map(({ name }) => name));
  const given = { text: "Half of it.", percent: 50 };
  const answer = await client.callTool({ name: "report_progress", arguments: given });
  expect(answer).toMatchObject({ content: [{ text: "Noted." }], isError: false });
  expect(await client.callTool({ name: "ask_human", arguments: { text: "" } })).toMatchObject({
    content: [{ text: "Not taken: text is empty." }],
    isError: true,
  });
  await client.close();
  expect(seen).toEqual([1]);
  expect(readRemarks(state, key)).toMatchObject([{ id: "task@1/1", kind: "progress", ...given }]);
});

test("a request that is sent again is the same remark; another run's with the same number is another", async () => {
  const state = stateFolder();
  const { pass } = await letIn(state);
  const body = call(7, "report_progress", { text: "Again." });
  for (const _ of [1, 2]) expect((await post(pass, body)).status).toBe(200);
  expect(readRemarks(state, key)).toHaveLength(1);
  await post({ ...pass, url: `${pass.url}/2` }, body);
  await post(pass, call(8, "report_progress", { text: "Again." }));
  expect(readRemarks(state, key).map(({ id }) => id)).toEqual(["task@1/1", "task@1/2", "task@1/3"]);
});

test("after the host's death the next one answers at the same place, and nothing of what was said is lost or doubled", async () => {
  const state = stateFolder();
  const first = await letIn(state);
  const body = call(1, "send_message", { to: "b", text: "hello" });
  await post(first.pass, body);
  await first.close();
  await expect(post(first.pass, body)).rejects.toThrow("fetch failed");
  const second = await letIn(state);
  expect(second.pass).toEqual(first.pass);
  await post(first.pass, body);
  await post(first.pass, call(2, "report_progress", { text: "on" }));
  expect(readRemarks(state, key).map(({ kind }) => kind)).toEqual(["message", "progress"]);
});

test("only an attempt's own token opens it, for as long as its agent is at work, and no page of a browser's", async () => {
  const state = stateFolder();
  const { pass, leave } = await letIn(state);
  const body = call(1, "report_progress", { text: "hello" });
  expect((await post({ ...pass, token: "guess" }, body)).status).toBe(401);
  expect((await post(pass, body, { origin: "http://evil.invalid" })).status).toBe(403);
  expect((await fetch(pass.url, { headers: { authorization: `Bearer ${pass.token}` } })).status).toBe(405);
  expect((await post(pass, "x".repeat(70_000))).status).toBe(400);
  leave();
  expect((await post(pass, body)).status).toBe(401);
  expect(readRemarks(state, key)).toEqual([]);
});

test("called before its order has reached the new host, an agent waits for it and is answered", async () => {
  const state = stateFolder();
  const first = await letIn(state);
  await first.close();
  const endpoint = host(state, performance.now());
  await endpoint.reopen();
  const answered = post(first.pass, call(1, "report_progress", { text: "on" }));
  const other = post({ ...first.pass, token: "" }, call(1, "report_progress", { text: "on" }));
  expect((await other).status).toBe(401);
  await endpoint.admit(key, () => undefined);
  expect((await answered).status).toBe(200);
  expect(readRemarks(state, key)).toHaveLength(1);
});

test("a port that somebody else has taken meanwhile is another port then", async () => {
  const state = stateFolder();
  const first = await letIn(state);
  const second = await letIn(state);
  expect(second.pass.url).not.toBe(first.pass.url);
});

test("an attempt makes no more remarks than are kept for good", async () => {
  const state = stateFolder();
  const { pass } = await letIn(state);
  const answers: string[] = [];
  for (let id = 0; id <= mostRemarks; id++)
    answers.push(await (await post(pass, call(id, "report_progress", { text: "on" }))).text());
  expect(readRemarks(state, key)).toHaveLength(mostRemarks);
  expect(answers.at(-2)).toContain("Noted.");
  expect(answers.at(-1)).toContain("Not taken");
});
