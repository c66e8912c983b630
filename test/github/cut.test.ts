import { expect, test } from "vitest";
import type { HandOverOrder } from "../../src/core/order.ts";
import type { Fault, Served } from "../world/github/loopback.ts";
import { ci, Desk } from "./desk.ts";

const isOver = (told: { readonly kind: string }): boolean => ["failed", "merged"].includes(told.kind);

/** Asks again, each time as a new process, until it is over. Every cut is a crash: nothing is remembered. */
const toTheEnd = async (desk: Desk, order: HandOverOrder) => {
  for (let left = 60; left > 0; left -= 1) {
    const told = await desk.play(order);
    if (isOver(told)) return told;
    await desk.restart();
  }
  throw new Error("it does not end");
};

const offered = async (desk: Desk, order: HandOverOrder): Promise<HandOverOrder> => {
  const built = await desk.play(order);
  if (built.kind !== "built") throw new Error(JSON.stringify(built));
  return { ...order, commit: built.commit };
};

/** Whether a request changes nothing at GitHub: cut before or after, it comes to the same. */
const isRead = ({ method, path }: Served): boolean => method === "GET" || path.endsWith("/git-upload-pack");

/** A whole handoff, red at first and then green, in which some of the requests are cut. Each cut ends the process. */
const course = async (
  desk: Desk,
  cut: (served: Served, from: number) => Fault | undefined,
): Promise<Served[]> => {
  const { github } = desk;
  ci(desk, (nth) => (nth === 1 ? "failure" : "success"), "##[error]it is red\n");
  const first = await offered(
    desk,
    desk.order(await desk.prove(desk.work({ "greet.sh": "exit 1\n" }), 1), { mayMerge: true }),
  );
  const from = github.served.length;
  github.fault = (served) => cut(served, from);
  expect(await toTheEnd(desk, first)).toMatchObject({ kind: "failed", failure: { kind: "rejected" } });
  const again = await desk.prove(desk.work({ "greet.sh": "exit 0\n" }), 2);
  const second = await offered(desk, desk.order(again, { n: 2, mayMerge: true }));
  expect(await toTheEnd(desk, second)).toMatchObject({ kind: "merged", commit: github.hub.tip("main") });
  return github.served.slice(from);
};

const expectOneOfEach = ({ github }: Desk): void => {
  const { hub } = github;
  expect(hub.pulls.size).toBe(1);
  expect(hub.pulls.get(1)?.labels).toEqual(["traffic"]);
  expect(hub.comments).toHaveLength(1);
  expect(hub.git("rev-list", "--first-parent", "--count", "main")).toBe("2");
  expect(hub.tip("traffic/greet")).toBeUndefined();
  expect(hub.git("show", "main:greet.sh")).toBe("exit 0");
  expect(github.violations).toEqual([]);
};

const run = async (cut: Parameters<typeof course>[1]): Promise<Served[]> => {
  const desk = await Desk.open();
  try {
    const served = await course(desk, cut);
    expectOneOfEach(desk);
    return served;
  } finally {
    await desk.close();
  }
};

/** Everything that a handoff changes at GitHub, in its order. */
const writes = [
  "POST .git/git-receive-pack",
  "POST /pulls",
  "POST /issues/1/labels",
  "POST /statuses/…",
  "POST /issues/1/comments",
  "POST .git/git-receive-pack",
  "PATCH /pulls/1",
  "POST /statuses/…",
  "PATCH /issues/comments/…",
  "PUT /pulls/1/merge",
  "POST .git/git-receive-pack",
];

test("a handoff with a red and a green attempt ends with one of everything", async () => {
  const served = (await run(() => undefined)).filter((one) => !isRead(one));
  const short = (path: string): string =>
    path.replace(/^.*garden/, "").replace(/(?<=statuses\/|issues\/comments\/)\w+$/, "…");
  expect(served.map(({ method, path }) => `${method} ${short(path)}`)).toEqual(writes);
});

/** Whether a write is let through: it is what was cut last, tried again. */
const isAgain = (last: string | undefined, { method, path }: Served): boolean => last === `${method} ${path}`;

test.each(["before", "after"] as const)(
  "cut %s every single write, it ends with one of everything",
  async (when) => {
    let last: string | undefined;
    let cut = 0;
    await run((served) => {
      if (isRead(served)) return undefined;
      const again = isAgain(last, served);
      last = again ? undefined : `${served.method} ${served.path}`;
      if (again) return undefined;
      cut += 1;
      return { kind: "cut", when };
    });
    expect(cut).toBeGreaterThanOrEqual(writes.length);
  },
);

/** Cuts every so many reads, from one of them on: in between there is room for a look and a deed. */
const cutReads = async (every: number, share: number): Promise<number> => {
  let cut = 0;
  await run((served, from) => {
    if (!isRead(served) || (served.n - from) % every !== share) return undefined;
    cut += 1;
    return { kind: "cut", when: "before" };
  });
  return cut;
};

test("cut at every 19th request where it reads, it ends with one of everything", async () => {
  expect(await cutReads(19, 3)).toBeGreaterThan(2);
});

/** Each cut for itself, and every read: minutes, for `TRAFFIC_CUTS=all`. */
const campaign = process.env["TRAFFIC_CUTS"] === "all";

const cuts = writes.flatMap((_, nth) => (["before", "after"] as const).map((when) => ({ nth, when })));

test.runIf(campaign).each(cuts)(
  "cut $when its write number $nth alone, it ends with one of everything",
  async ({ nth, when }) => {
    let n = -1;
    let isCut = false;
    await run((served) => {
      if (!isRead(served)) n += 1;
      if (isCut || n !== nth || isRead(served)) return undefined;
      isCut = true;
      return { kind: "cut", when };
    });
    expect(isCut).toBe(true);
  },
);

const shares = 24;

test.runIf(campaign).each(Array.from({ length: shares }, (_, share) => share))(
  "cut at every 24th request from number %i on where it reads, it ends with one of everything",
  async (share) => {
    expect(await cutReads(shares, share)).toBeGreaterThan(2);
  },
);
