import { expect, test } from "vitest";
import type { Closed } from "../../src/engine/ports/github.ts";
import { Limits } from "../../src/github/limits.ts";
import { ci, Desk } from "./desk.ts";
import { botToken } from "../world/github/loopback.ts";

const isApi = (path: string): boolean => path.startsWith("/api/");

const played = async (desk: Desk) => {
  const order = desk.order(await desk.prove(desk.work({ "greet.sh": "echo hello\n" })));
  const built = await desk.play(order);
  if (built.kind !== "built") throw new Error("M was not made");
  return { ...order, commit: built.commit };
};

test("looking again at what has not changed costs nothing of the limit", async () => {
  const desk = await Desk.open();
  const { order } = await desk.handOver(desk.work({ "greet.sh": "echo hello\n" }));
  await desk.play(order);
  const [before, from] = [desk.github.remaining, desk.github.served.length];
  await desk.play(order);
  expect(desk.github.served.length - from).toBeGreaterThan(5);
  expect(before - desk.github.remaining).toBe(0);
});

const soon = Date.now();

const answers = [
  {
    what: "the first limit",
    status: 403,
    headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "4000000000" },
    why: "limit",
    until: 4e12,
  },
  {
    what: "the second limit",
    status: 403,
    headers: { "retry-after": "120" },
    why: "limit",
    until: soon + 110_000,
  },
  { what: "too many requests", status: 429, headers: {}, why: "limit", until: soon + 50_000 },
  { what: "a fault of GitHub's", status: 502, headers: {}, why: "answers with 502", until: soon },
  { what: "a refused sign-in", status: 401, headers: {}, why: "refuses the sign-in", until: soon + 250_000 },
];

test.each(answers)(
  "$what closes GitHub until a moment, and costs the task nothing",
  async ({ status, headers, why, until }) => {
    const desk = await Desk.open();
    const order = await played(desk);
    desk.github.fault = ({ path }) =>
      isApi(path) ? { kind: "answer", status, headers, body: { message: "no" } } : undefined;
    const told = await desk.play(order);
    expect(told).toMatchObject({ kind: "limited", why: expect.stringContaining(why) });
    expect((told as unknown as Closed).until).toBeGreaterThan(until);
    expect(await desk.play(order)).toMatchObject({ kind: "limited" });
    // Those that were on their way already; none after.
    expect(desk.github.served.filter(({ path }) => isApi(path)).length).toBeLessThanOrEqual(4);
  },
);

test("an answer that was cut off, and none at all, are asked for again", async () => {
  const desk = await Desk.open();
  const order = await played(desk);
  desk.github.fault = ({ path }) => (isApi(path) ? { kind: "garble" } : undefined);
  expect(await desk.play(order)).toMatchObject({ kind: "limited", why: expect.stringContaining("cut off") });
  await desk.restart();
  await desk.github.stop();
  expect(await desk.play(order)).toMatchObject({
    kind: "limited",
    why: expect.stringContaining("cannot be reached"),
  });
});

test("what the token may not do is a person's turn, named as GitHub names it", async () => {
  const desk = await Desk.open();
  const message = "Resource not accessible by personal access token";
  desk.github.fault = ({ method, path }) =>
    method === "POST" && path.endsWith("/pulls")
      ? { kind: "answer", status: 403, body: { message } }
      : undefined;
  const { told } = await desk.handOver(desk.work({ "greet.sh": "echo hello\n" }));
  expect(told).toMatchObject({
    kind: "waits",
    why: `GitHub refuses to open: ${message}`,
    answer: expect.any(String),
  });
});

test("a push that GitHub refuses is a person's turn, with git's own words and no secret", async () => {
  const desk = await Desk.open();
  desk.github.fault = ({ path }) =>
    path.endsWith("/git-receive-pack") ? { kind: "answer", status: 403, body: { message: "no" } } : undefined;
  const { told } = await desk.handOver(desk.work({ "greet.sh": "echo hello\n" }));
  expect(told).toMatchObject({
    kind: "waits",
    why: expect.stringContaining("403"),
    answer: expect.any(String),
  });
  expect(JSON.stringify(told)).not.toContain(botToken);
});

test("the token is on no command line and in no file of the repository", async () => {
  const desk = await Desk.open();
  ci(desk, () => "success");
  await desk.handOver(desk.work({ "greet.sh": "echo hello\n" }), { mayMerge: true });
  const basic = Buffer.from(`x-access-token:${botToken}`).toString("base64");
  for (const secret of [botToken, basic]) {
    expect(() => desk.git("grep", "-rIl", "--no-index", "-e", secret, ".git", ".")).toThrow(
      /status 1|Command failed/,
    );
  }
});

test("what is made at GitHub is made no faster than it allows", () => {
  let now = 0;
  const limits = new Limits(() => now);
  for (let n = 0; n < 60; n += 1) {
    expect(limits.closed(true)).toBeUndefined();
    limits.made();
    now += 100;
  }
  expect(limits.closed(true)).toMatchObject({ until: 60_000 });
  expect(limits.closed(false)).toBeUndefined();
  now = 60_001;
  expect(limits.closed(true)).toBeUndefined();
});

test("a hundred pull requests are followed by two conditional requests a look, which cost nothing where nothing happens", async () => {
  const desk = await Desk.open();
  const { hub } = desk.github;
  for (let n = 0; n < 100; n += 1) {
    hub.git("update-ref", `refs/heads/traffic/t${n}`, hub.tip("main") ?? "");
    hub.open({ branch: `traffic/t${n}`, base: "main", title: `T${n}`, body: "", user: "traffic-bot" });
  }
  const at = await desk.tools.github({ target: "main", config: desk.config });
  if ("kind" in at) throw new Error(at.why);
  const heard: (readonly string[] | "all")[] = [];
  const stop = new AbortController();
  const looks = Promise.withResolvers<void>();
  const from = desk.github.served.length;
  desk.github.fault = ({ n }) => {
    if (n === from + 5) {
      const pull = hub.pulls.get(40);
      if (pull !== undefined) hub.touch(pull);
    }
    if (n === from + 11) looks.resolve();
    return undefined;
  };
  const following = at.follow((tasks) => heard.push(tasks), stop.signal);
  await looks.promise;
  stop.abort();
  await following;
  expect(heard[0]).toBe("all");
  expect(heard.slice(1)).toEqual([["t39"]]);
  const { served } = desk.github;
  expect(served.slice(from).every(({ path }) => path.endsWith("/pulls") || path.endsWith("/runs"))).toBe(
    true,
  );
  expect(5000 - desk.github.remaining).toBeLessThanOrEqual(4);
});
