import { expect, test } from "vitest";
import { defaultConfig } from "../../../src/core/config.ts";
import type { ReachOrder } from "../../../src/core/order.ts";
import type { FromOrder } from "../../../src/engine/ports/hands.ts";
import type { Closed, Github } from "../../../src/engine/ports/github.ts";
import type { RemoteGit } from "../../../src/engine/ports/remote-git.ts";
import { fakeRemotes } from "../../world/remotes.ts";
import { carryOut } from "../../../src/host/carry-out/carry-out.ts";
import { theatre } from "./world.ts";

const order: ReachOrder = {
  kind: "reach",
  key: "github-reach/looking",
  turn: 0,
  ground: { target: "main", config: defaultConfig },
};

type Reached = Awaited<ReturnType<Github["reach"]>>;

const hub = (found: () => Promise<Reached>): Github =>
  ({ reach: found, signIn: () => Promise.resolve(undefined) }) as Partial<Github> as Github;

const lets = hub(() => Promise.resolve({ kind: "reached" }));

const closed = (set: Partial<Closed> = {}): Closed => ({ kind: "closed", until: 1, why: "no", ...set });

/** What is told first; it is stopped then, if it has not ended by itself. */
const told = async (github: () => Promise<Github | Closed>, over: Partial<RemoteGit> = {}) => {
  const stop = new AbortController();
  const inputs: FromOrder[] = [];
  const { remotes, asked } = fakeRemotes(over);
  await carryOut(order, theatre({ tools: { github, remotes } }).tools, {
    signal: stop.signal,
    report: (input) => {
      inputs.push(input);
      // It goes on looking until then.
      if (input.kind === "shut" && input.answer !== undefined) stop.abort();
    },
  });
  return { inputs, asked };
};

test("a repository that GitHub shows and git can fetch is reached", async () => {
  const { inputs, asked } = await told(() => Promise.resolve(lets));
  expect(inputs).toEqual([{ kind: "reached" }]);
  expect(asked.map(([call]) => call)).toEqual(["fetch"]);
});

test("what is missing here is told, and nobody is asked", async () => {
  const { inputs, asked } = await told(() => Promise.resolve(closed({ answer: "add it", here: "remote" })));
  expect(inputs).toEqual([{ kind: "shut", until: 1, why: "no", answer: "add it", here: "remote" }]);
  expect(asked).toEqual([]);
});

test("GitHub's own no comes before git is asked; one that ends by itself is waited for, and not looked at over and over", async () => {
  const { inputs, asked } = await told(() => Promise.resolve(hub(() => Promise.resolve(closed()))));
  expect(inputs).toEqual([{ kind: "shut", until: 1, why: "no" }]);
  expect(asked).toEqual([]);
});

test("where GitHub shows what git cannot fetch, a person is told how to try it", async () => {
  const { inputs } = await told(() => Promise.resolve(lets), {
    fetch: () => Promise.resolve({ kind: "refused", why: "couldn't find remote ref main" }),
  });
  expect(inputs).toEqual([
    expect.objectContaining({
      kind: "shut",
      why: "git cannot fetch main from origin: couldn't find remote ref main",
      answer: expect.stringContaining("git fetch origin main"),
    }),
  ]);
});

test("a network that is down asks nobody for anything", async () => {
  const { inputs } = await told(() => Promise.resolve(lets), {
    fetch: () => Promise.resolve({ kind: "unreachable", why: "could not resolve host" }),
  });
  expect(inputs).toEqual([{ kind: "shut", until: expect.any(Number), why: "could not resolve host" }]);
});

test("a look that fails is told as well: nobody would begin, and nobody would know why", async () => {
  const { inputs } = await told(() => Promise.reject(new Error("the key cannot be read")));
  expect(inputs).toEqual([
    expect.objectContaining({
      kind: "shut",
      why: expect.stringContaining("the key cannot be read"),
      answer: expect.stringContaining("traffic doctor --github"),
    }),
  ]);
});
