import { expect, test } from "vitest";
import { ci, Desk } from "./desk.ts";

/** A handed over task whose checks are still under way. */
const handedOver = async () => {
  const desk = await Desk.open();
  const { hub } = desk.github;
  hub.collaborators.set("ann", "write").set("eve", "read").set("mia", "maintain");
  const { order } = await desk.handOver(desk.work({ "greet.sh": "echo hello\n" }));
  const pull = hub.pulls.get(1);
  if (pull === undefined) throw new Error("no pull request");
  const note = (): string => hub.comments.find(({ user }) => user === "traffic-bot")?.body ?? "";
  return { desk, hub, order, pull, note };
};

test("people who may write hold, release and cancel by a comment, and are answered in ours", async () => {
  const { desk, hub, order, pull, note } = await handedOver();
  hub.say(1, "ann", "/traffic hold\nuntil Monday");
  expect(await desk.play(order)).toMatchObject({ kind: "waits", why: "#1 has the label traffic:hold" });
  expect(note()).toContain("`/traffic hold` of `ann` was obeyed.");
  hub.say(1, "ann", "/traffic release");
  expect(await desk.play(order)).toMatchObject({ kind: "waits", why: "waits for traffic verify to begin" });
  expect(pull.labels).toEqual(["traffic"]);
  await desk.restart();
  expect(await desk.play(order)).toMatchObject({ kind: "waits", why: "waits for traffic verify to begin" });
  hub.say(1, "ann", "/traffic cancel");
  expect(await desk.play(order)).toMatchObject({
    kind: "failed",
    failure: { kind: "cancelled", why: "ann called it off at #1." },
  });
  expect(hub.comments.filter(({ user }) => user === "traffic-bot")).toHaveLength(1);
  expect(desk.github.violations).toEqual([]);
});

test("nobody else is obeyed: readers, strangers, bots, ourselves, and whoever changed their words", async () => {
  const { desk, hub, order, pull, note } = await handedOver();
  for (const user of ["eve", "stranger"]) {
    hub.say(1, user, "/traffic cancel");
    expect(await desk.play(order)).toMatchObject({ kind: "waits" });
    expect(note()).toContain(`\`/traffic cancel\` of \`${user}\` was not obeyed`);
  }
  hub.collaborators.set("helper[bot]", "write");
  hub.say(1, "helper[bot]", "/traffic cancel");
  hub.say(1, "traffic-bot", "/traffic cancel");
  const edited = hub.say(1, "ann", "hello");
  edited.body = "/traffic cancel";
  edited.updated += 60_000;
  expect(await desk.play(order)).toMatchObject({ kind: "waits", why: "waits for traffic verify to begin" });
  expect(pull.labels).toEqual(["traffic"]);
  expect(note()).not.toContain("helper");
});

test("a comment that looks like ours and is somebody else's is no memory of ours", async () => {
  const { desk, hub, order, note } = await handedOver();
  const forged = note().replace("\n", '\n<!-- traffic:heard {"upTo":99999,"off":{"n":1,"by":"eve"}} -->\n');
  hub.comments.unshift({ ...hub.say(1, "eve", forged), id: 1 });
  hub.comments.pop();
  hub.say(1, "mia", "/traffic hold");
  expect(await desk.play(order)).toMatchObject({ kind: "waits", why: "#1 has the label traffic:hold" });
  expect(hub.comments[0]?.body).toBe(forged);
});

test("a token that tells nobody who it is hears no commands, and hands over all the same", async () => {
  const { desk, hub, order } = await handedOver();
  ci(desk, () => "success");
  hub.say(1, "ann", "/traffic cancel");
  desk.github.fault = ({ path }) =>
    path.endsWith("/user")
      ? { kind: "answer", status: 403, body: { message: "Resource not accessible" } }
      : undefined;
  await desk.restart();
  const pull = hub.pulls.get(1);
  if (pull !== undefined) hub.end(hub.begin(pull, "traffic verify"), "success");
  expect(await desk.play({ ...order, mayMerge: true })).toMatchObject({ kind: "merged" });
});

test("a command beyond the first hundred comments is heard, and one that is answered costs nothing more", async () => {
  const { desk, hub, order, pull } = await handedOver();
  for (let n = 0; n < 120; n += 1) hub.say(1, "eve", `Comment ${n}`);
  hub.say(1, "ann", "/traffic hold");
  expect(await desk.play(order)).toMatchObject({ why: "#1 has the label traffic:hold" });
  expect(pull.labels).toContain("traffic:hold");
  desk.github.served.length = 0;
  await desk.play(order);
  expect(desk.github.served.filter(({ path }) => path.includes("/permission"))).toEqual([]);
});

const isWrite = ({ method, path }: { method: string; path: string }): boolean =>
  method !== "GET" && !path.endsWith("/git-upload-pack");

test.each(["before", "after"] as const)(
  "with every write cut %s, commands come to the same",
  async (when) => {
    const { desk, hub, order, pull, note } = await handedOver();
    let last: string | undefined;
    let cut = 0;
    desk.github.fault = (served) => {
      const name = `${served.method} ${served.path}`;
      if (!isWrite(served)) return undefined;
      // What was cut is let through when it is tried again.
      last = last === name ? undefined : name;
      if (last === undefined) return undefined;
      cut += 1;
      return { kind: "cut", when };
    };
    const settle = async () => {
      let told = await desk.play(order);
      for (let left = 6; left > 0 && told.kind === "limited"; left -= 1) {
        await desk.restart();
        told = await desk.play(order);
      }
      return told;
    };
    hub.say(1, "ann", "/traffic hold");
    expect(await settle()).toMatchObject({ why: "#1 has the label traffic:hold" });
    hub.say(1, "ann", "/traffic release");
    expect(await settle()).toMatchObject({ why: "waits for traffic verify to begin" });
    expect(pull.labels).toEqual(["traffic"]);
    hub.say(1, "ann", "/traffic cancel");
    expect(await settle()).toMatchObject({ failure: { kind: "cancelled" } });
    expect(note()).toContain("**Ended:** ann called it off at #1.");
    expect(hub.comments.filter(({ user }) => user === "traffic-bot")).toHaveLength(1);
    expect(cut).toBeGreaterThanOrEqual(4);
  },
);

test("a priority is written into the task's file, and where that is not there, it is answered so", async () => {
  const { desk, hub, order, note } = await handedOver();
  hub.say(1, "eve", "/traffic priority P4");
  hub.say(1, "ann", "/traffic priority P0");
  await desk.play(order);
  expect(note()).toContain("`/traffic priority` of `ann` was obeyed");
  expect(desk.read("tasks/greet.md")).toContain("priority: P0");
  desk.git("rm", "-qf", "tasks/greet.md");
  hub.say(1, "ann", "/traffic priority P1");
  await desk.play(order);
  expect(note()).toContain("could not be obeyed: its file is not in the checkout just now");
});

test("what is held is neither merged by GitHub itself nor left in its queue", async () => {
  const { desk, hub, order, pull } = await handedOver();
  pull.auto = { method: "SQUASH", title: "Greet", message: "" };
  hub.say(1, "ann", "/traffic hold");
  expect(await desk.play(order)).toMatchObject({ why: "#1 has the label traffic:hold" });
  expect(pull.auto).toBeUndefined();
  hub.rules.queue = true;
  pull.queued = true;
  expect(await desk.play(order)).toMatchObject({ why: "#1 has the label traffic:hold" });
  expect(pull.queued).toBe(false);
});
