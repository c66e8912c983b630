import fc from "fast-check";
import { expect, test } from "vitest";
import { asciiLook, unicode } from "../../../src/faces/tui/compose/look.ts";
import { enter, newPlace, newUi } from "../../../src/faces/tui/screen/ui.ts";
import { uiAt } from "../../../src/faces/tui/screen/where.ts";
import { screens } from "../../../src/faces/tui/screens/catalogue.ts";
import { grow, toDone, toFailed, toReview, toVerifying, toWorking, finalRest } from "../../world/state.ts";
import { makeTask } from "../../world/tasks.ts";
import { sceneOf, TestRoom } from "./room.ts";
import { anyText } from "../../world/text.ts";

/** Text as titles, logs and files may hold it. */
const nasty = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  anyText({ maxLength: 40 }),
  fc.constantFrom(
    "日本語のとても長いタイトルがここにあります",
    "👩‍👩‍👧‍👦🎉🇩🇪 family",
    "\x1b[31mred\x1b[0m\x1b[2J\x1b]0;title\x07",
    "e\u0301\u0301 ❤️ 1️⃣ \u202eabc \ud83d",
    "a\tb\r\nc\u2028d",
  ),
);

const screen = fc.constantFrom(...screens.map(({ name }) => name));
const subject = fc.constantFrom("a", "a@1", "b@1", "c", "d@1", "gone", "gone@7", "r#m");
const size = fc.record({ width: fc.integer({ min: 1, max: 220 }), height: fc.integer({ min: 1, max: 70 }) });

const fleetOf = (texts: readonly string[]) => {
  const at = (n: number): string => texts[n % texts.length] ?? "";
  const tasks = ["a", "b", "c", "d", "e"].map((id, n) =>
    makeTask(id, { title: at(n), milestone: at(n + 1), labels: [at(n)] }),
  );
  const [a, b, c, d, e] = tasks;
  if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined)
    throw new Error("none");
  const why = { kind: "rejected", why: at(2) } as const;
  return grow(...tasks).fold(
    ...toWorking(a),
    ...toReview(b),
    ...toFailed(c, finalRest(), why),
    ...toDone(d),
    ...toVerifying(e, 2),
  );
};

test("every screen at every size is exactly as wide and as high as the terminal, whatever it shows", () => {
  const where = fc.record({ screen, subject, zoomed: fc.boolean(), filter: fc.constantFrom("", "a", "~[") });
  fc.assert(
    fc.property(fc.array(nasty, { minLength: 1, maxLength: 4 }), where, size, (texts, at, own) => {
      const { state, now } = fleetOf(texts);
      const found = () => ({ kind: "there", lines: texts, activity: [1, 2] }) as const;
      const here = new TestRoom(
        sceneOf(state, { now, found }),
        own,
        texts.length % 2 === 0 ? unicode : asciiLook,
      );
      const place = { ...newPlace(at.screen, at.subject), zoomed: at.zoomed, filter: at.filter };
      here.ui = enter(newUi("overview", own), place);
      if (texts.length === 3) here.ui = { ...here.ui, notice: { text: texts.join(" "), tone: "bad", at: 0 } };
      expect(here.torn()).toEqual([]);
      // oxlint-disable-next-line no-control-regex -- these are what must not be there
      expect(here.text()).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    }),
    { numRuns: 300 },
  );
});

test("what a key has to say stands there whole, however narrow the room is", () => {
  const { state, now } = fleetOf(["one"]);
  const room = new TestRoom(sceneOf(state, { now }), { width: 80, height: 24 });
  const text =
    "there is no remote origin: git remote add origin <address>, or name another under `github.remote` in traffic.yaml";
  room.ui = { ...room.ui, notice: { text, tone: "bad", at: 0 } };
  expect(room.text().trimEnd().split("\n").slice(-2).join(" ").replaceAll(/\s+/g, " ").trim()).toBe(text);
});

test("the ASCII set draws with ASCII only", () => {
  const { state, now } = fleetOf(["plain title"]);
  for (const { name } of screens) {
    const here = new TestRoom(sceneOf(state, { now }), { width: 120, height: 40 }, asciiLook);
    here.ui = enter(newUi("overview", here.ui.size), newPlace(name, "a"));
    const strange = here.text().replaceAll(/[ -~\n]/g, "");
    expect([name, strange]).toEqual([name, ""]);
  }
});

test("every level of the drill-down has a name that the room opens at, and a wrong one is told", () => {
  const { state, now } = fleetOf(["core#m1"]);
  const use = { tool: "edit", subject: "src/one.ts", said: "now I see", input: "path: src/one.ts", ok: true };
  const actions = [use, { ...use, subject: "src/two.ts", output: "written" }];
  const found = () => ({ kind: "there", lines: [], activity: [], actions }) as const;
  const at = (where: string): string => {
    const here = new TestRoom(sceneOf(state, { now, found }));
    here.ui = uiAt(here.scene, where, here.ui.size);
    return here.text();
  };
  expect(at("agents")).toContain("Agents at work");
  expect(at("a")).toContain("What must be open");
  expect(at("d@1")).toContain("landed as 1a2b3c4");
  expect(at("core#m1")).toContain("roadmaps › m1");
  expect(at("core")).toContain("roadmaps › core");
  expect(at("d@1/2")).toContain("d › d@1 › action 2");
  expect(at("d@1/2")).toMatch(/▌2 ✓ edit +src\/two\.ts/);
  expect(at("d@1/2")).toMatch(/It said *│\n.* now I see/);
  expect(at("d@1/1")).toMatch(/Answered *│\n.* nothing/);
  expect(() => at("nobody")).toThrow('no task is called "nobody"');
});
