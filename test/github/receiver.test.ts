import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { deliveryOf, isSigned, type Delivery } from "../../src/github/delivery.ts";
import { openLedger, type Ledger } from "../../src/github/ledger.ts";
import { receive } from "../../src/github/receiver.ts";
import { deliver, deliverSoon, freePort, signed } from "../world/github/webhook.ts";

const secret = "a secret of ours";
const ping = { zen: "Keep it logically awesome.", repository: { full_name: "Octo/Garden" } };
const pull = { action: "synchronize", pull_request: { head: { ref: "traffic/greet" } }, ...ping };

const folder = mkdtempSync(join(tmpdir(), "traffic-webhook-"));
let ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends) await end();
  ends = [];
  rmSync(folder, { recursive: true, force: true });
});

const listen = async (over: { ledger?: Ledger } = {}) => {
  const port = await freePort();
  const stop = new AbortController();
  const told: Delivery[] = [];
  const ledger = over.ledger ?? openLedger(join(folder, "deliveries.jsonl"), () => Date.now());
  const done = receive(
    { port, secret, repository: "octo/garden", ledger, told: (one) => told.push(one) },
    stop.signal,
  );
  ends.push(async () => {
    stop.abort();
    await done;
  });
  expect(await deliverSoon(port, { event: "ping", payload: ping, secret })).toBe(202);
  told.length = 0;
  return { port, told };
};

test("GitHub's own example of a signature", () => {
  const body = Buffer.from("Hello, World!");
  const signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  expect(isSigned(body, signature, "It's a Secret to Everybody")).toBe(true);
  expect(isSigned(body, signature, "It's a Secret to everybody")).toBe(false);
  expect(isSigned(body, signature.replace("sha256=", ""), "It's a Secret to Everybody")).toBe(false);
});

test("a delivery is heard once, however often it comes and whoever was killed in between", async () => {
  const first = await listen();
  const sent = { event: "pull_request", payload: pull, secret, guid: "g-1" };
  expect(await deliver(first.port, sent)).toBe(202);
  expect(first.told).toMatchObject([{ guid: "g-1", event: "pull_request", branches: ["traffic/greet"] }]);
  expect(readFileSync(join(folder, "deliveries.jsonl"), "utf8")).toContain('"guid":"g-1"');
  expect(await deliver(first.port, sent)).toBe(202);
  const second = await listen();
  expect(await deliver(second.port, sent)).toBe(202);
  expect([first.told.length, second.told.length]).toEqual([1, 0]);
});

test.each([
  [
    "a body that was changed",
    {
      body: JSON.stringify({ ...pull, number: 2 }),
      headers: { "x-hub-signature-256": signed(JSON.stringify(pull), secret) },
    },
    401,
  ],
  ["another's secret", { secret: "another's" }, 401],
  ["no signature", { headers: { "x-hub-signature-256": undefined } }, 400],
  [
    "an old kind of signature alone",
    { headers: { "x-hub-signature-256": undefined, "x-hub-signature": "sha1=x" } },
    400,
  ],
  ["no event", { headers: { "x-github-event": undefined } }, 400],
  ["no delivery's name", { headers: { "x-github-delivery": undefined } }, 400],
  ["a form", { headers: { "content-type": "application/x-www-form-urlencoded" } }, 415],
  ["no POST", { method: "GET" }, 405],
  ["what is no JSON", { body: "{" }, 400],
  ["what is no object", { body: "null" }, 400],
  ["another repository's", { payload: { ...pull, repository: { full_name: "octo/other" } } }, 404],
])("%s is refused, and nothing is heard", async (_, over, status) => {
  const { port, told } = await listen();
  expect(await deliver(port, { event: "pull_request", payload: pull, secret, ...over })).toBe(status);
  expect(told).toEqual([]);
});

test("what is too large is refused before it is read", async () => {
  const { port, told } = await listen();
  const socket = connect(port, "127.0.0.1");
  const head = [
    "POST / HTTP/1.1",
    "host: x",
    "content-type: application/json",
    "x-github-event: push",
    "x-github-delivery: g",
    "x-hub-signature-256: sha256=00",
    `content-length: ${26 * 1024 * 1024}`,
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  const said = await new Promise<string>((resolve) => socket.once("data", (data) => resolve(String(data))));
  socket.destroy();
  expect(said).toContain("413");
  expect(told).toEqual([]);
});

test("what cannot be written down is not acknowledged, so that it is delivered again", async () => {
  const fails: Ledger = {
    has: () => false,
    enter: (guid) => {
      if (guid === "g-9") throw new Error("disk full");
    },
  };
  const { port, told } = await listen({ ledger: fails });
  expect(await deliver(port, { event: "pull_request", payload: pull, secret, guid: "g-9" })).toBe(503);
  expect(told).toEqual([]);
});

test("a ledger forgets after three days, and keeps what a crash cut off from being read", () => {
  let now = 1_000_000;
  const file = join(folder, "old.jsonl");
  openLedger(file, () => now).enter("g-1", "push");
  now += 71 * 3_600_000;
  expect(openLedger(file, () => now).has("g-1")).toBe(true);
  now += 2 * 3_600_000;
  expect(openLedger(file, () => now).has("g-1")).toBe(false);
});

test("whatever is sent, reading it never fails and names nothing but texts", () => {
  const events = fc.constantFrom(
    "pull_request",
    "check_run",
    "workflow_run",
    "status",
    "push",
    "issue_comment",
    "x",
  );
  fc.assert(
    fc.property(events, fc.jsonValue(), (event, payload) => {
      const { branches } = deliveryOf("g", event, payload);
      expect(branches.every((branch) => typeof branch === "string")).toBe(true);
    }),
  );
});

/** Real payloads: a file of JSON lines, each with `event` and `payload`, that is not part of this repository. */
const payloads = process.env["TRAFFIC_WEBHOOK_PAYLOADS"] ?? "";

test.skipIf(!existsSync(payloads))(
  "every real payload goes through the receiver, and none that was tampered with",
  async () => {
    const port = await freePort();
    const stop = new AbortController();
    const heard: Delivery[] = [];
    let repository = "";
    const ledger = openLedger(join(folder, "real.jsonl"), () => Date.now());
    const receiving = {
      port,
      secret,
      ledger,
      told: (one: Delivery) => heard.push(one),
      get repository() {
        return repository;
      },
    };
    const done = receive(receiving, stop.signal);
    ends.push(async () => {
      stop.abort();
      await done;
    });
    const lines = gunzipSync(readFileSync(payloads)).toString().trim().split("\n");
    for (const [n, line] of lines.entries()) {
      const { event, payload } = JSON.parse(line) as {
        event: string;
        payload: { repository?: { full_name?: string } };
      };
      repository = payload.repository?.full_name ?? "";
      expect([event, await deliverSoon(port, { event, payload, secret, guid: `real-${n}` })]).toEqual([
        event,
        202,
      ]);
      const tampered = `${JSON.stringify(payload).slice(0, -1)} }`;
      const headers = { "x-hub-signature-256": signed(JSON.stringify(payload), secret) };
      expect(await deliver(port, { event, payload, secret, body: tampered, headers, guid: `bad-${n}` })).toBe(
        401,
      );
    }
    expect(heard).toHaveLength(lines.length);
    expect(heard.filter(({ branches }) => branches.length > 0).length).toBeGreaterThan(20);
  },
  120_000,
);
