import { expect, test } from "vitest";
import { defaultConfig } from "../../../src/core/config.ts";
import { agreementOf } from "../../../src/core/agreement.ts";
import type { Doors } from "../../../src/faces/doors/doors.ts";
import type { Stage, StageRequest } from "../../../src/faces/stage.ts";
import { grow, start, toDone } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";
import { fakeDoors, runIn, type Terminal } from "../../world/terminal.ts";

const done = makeTask("lay-out");
const { command: _, ...paid } = makeTask("build", { agent: "builtin" });
const grown = grow(done, paid).fold(
  { kind: "config.changed", config: defaultConfig },
  { kind: "day.began", from: start - 1000, until: start + 3_600_000 },
  ...toDone(done),
);

/** Runs `traffic demo` on a stage whose script comes true, or does not. */
const play = async (holds: boolean, terminal: Terminal, ...given: readonly (string | Partial<Doors>)[]) => {
  const options = given.filter((one) => typeof one === "string");
  const set = given.find((one) => typeof one !== "string") ?? {};
  const { doors, asked } = fakeDoors({ state: grown.state, now: grown.now }, set);
  const requests: StageRequest[] = [];
  let closed = 0;
  const stage: Stage = {
    repository: "/tmp/demo",
    about: ["A scripted model stands in."],
    doors,
    judge: () => [
      { what: "it began", holds: true },
      { what: "it ended", holds },
    ],
    next: [["traffic ls", "every task"]],
    hints: ["alias traffic=x"],
    close: async () => void (closed += 1),
  };
  const begin = (request: StageRequest): Stage => {
    requests.push(request);
    return stage;
  };
  const screen = await runIn({ ...terminal, stage: begin }, "demo", ...options);
  return { ...screen, asked, requests, closed };
};

const lastOf = (out: string): unknown => JSON.parse(out.trimEnd().split("\n").at(-1) ?? "");

test("it says what it is, what came of each task, whether that is the script, and at last so in JSON", async () => {
  const { code, out, closed, requests } = await play(true, {});
  expect(code).toBe(0);
  expect(out).toContain("A scripted model stands in.");
  expect(out).toMatch(/^lay-out +1 +shell +landed$/m);
  expect(out).toContain("1 of 2 tasks landed");
  expect(out).toContain("  cd /tmp/demo\n  traffic ls  every task\n");
  expect(lastOf(out)).toMatchObject({
    schema: "traffic/demo@1",
    repository: "/tmp/demo",
    as_scripted: true,
    differed: [],
    next: ["traffic ls"],
  });
  expect({ closed, requests }).toEqual({
    closed: 1,
    requests: [{ library: "node", live: false, pace: "brisk" }],
  });
});

test("what is not as the script says is named, and the exit code is 1", async () => {
  const { code, out } = await play(false, {}, "--python");
  expect(code).toBe(1);
  expect(out).toMatch(/^NOT SO +it ended$/m);
  expect(lastOf(out)).toMatchObject({ as_scripted: false, differed: ["it ended"] });
});

test("with --json there is nothing but JSON", async () => {
  const { out } = await play(true, {}, "--json");
  for (const line of out.trimEnd().split("\n")) expect(JSON.parse(line)).toHaveProperty("schema");
});

test("a scripted model is agreed to for nothing, and nothing stays agreed to", async () => {
  const { asked } = await play(true, {});
  expect(asked.wishes).toEqual([
    { kind: "agree", agreement: agreementOf(grown.state) },
    { kind: "agree", agreement: "" },
  ]);
});

test("--live asks as any first paid run does: nobody there, nothing is begun", async () => {
  const silent = await play(true, {}, "--live");
  expect(silent).toMatchObject({ code: 2, closed: 1, requests: [{ library: "node", live: true }] });
  expect(silent.out).toContain("key …cdef from ANTHROPIC_API_KEY");
  expect(silent.asked.wishes).toEqual([]);
  const agreed = await play(true, { isTTY: true, stdin: "y\n" }, "--live");
  expect(agreed.code).toBe(0);
  expect(agreed.asked.wishes).toEqual([{ kind: "agree", agreement: agreementOf(grown.state) }]);
});

test.each(["the fleet ends", "the terminal is gone"])(
  "with --room, where %s, the room is closed, and nothing stays agreed to",
  async (what) => {
    let open = false;
    const interrupts = new Set<() => void>();
    const room = async ({ until }: { readonly until?: AbortSignal }): Promise<void> => {
      open = true;
      await new Promise((close) => {
        until?.addEventListener("abort", close);
        if (what === "the terminal is gone") for (const interrupt of interrupts) interrupt();
      });
      open = false;
    };
    const run: Doors["run"] = async ({ signal }) => {
      if (what === "the terminal is gone" && !signal.aborted)
        await new Promise((stop) => signal.addEventListener("abort", stop));
      return "quiet";
    };
    const { code, out, closed, asked } = await play(true, { isTTY: true, interrupts, room }, "--room", {
      run,
    });
    expect({ code, open, closed }).toEqual({ code: 0, open: false, closed: 1 });
    expect(asked.wishes.at(-1)).toEqual({ kind: "agree", agreement: "" });
    expect(out).toContain("1 of 2 tasks landed");
  },
);

test("--room without a terminal is refused before anything is made", async () => {
  const { code, err, requests } = await play(true, {}, "--room");
  expect({ code, requests }).toEqual({ code: 2, requests: [] });
  expect(err).toContain("--room opens the control room, and needs a terminal for it");
});
