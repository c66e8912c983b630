import { expect, test } from "vitest";
import type { Action } from "../../../src/core/handoff/action.ts";
import { spokenIn, type Command } from "../../../src/core/handoff/command.ts";
import { decide } from "../../../src/core/handoff/decide.ts";
import { answered, heardIn, unheard } from "../../../src/core/handoff/heard.ts";
import { noteText } from "../../../src/core/handoff/note.ts";
import type { Pull, Seen } from "../../../src/core/handoff/seen.ts";
import { green, handoff, seen } from "./situation.ts";

test.each([
  ["/traffic hold", { word: "hold" }],
  ["/traffic\tcancel  \r\nbecause I say so", { word: "cancel" }],
  ["/traffic", {}],
  ["/traffic priority 1", { word: "priority", priority: 1 }],
  ["/traffic priority P4", { word: "priority", priority: 4 }],
  ["/traffic priority P5", {}],
  ["/traffic priority", {}],
  ["/traffic hold it", {}],
  ["/traffic HOLD", {}],
  [" /traffic hold", undefined],
  ["> /traffic hold", undefined],
  ["Please say\n/traffic hold", undefined],
  ["```\n/traffic hold\n```", undefined],
  ["/trafficking", undefined],
  ["", undefined],
])("%j is read as %j", (text, expected) => {
  expect(spokenIn(text)).toEqual(expected);
});

const command = (word: Command["word"], over: Partial<Command> = {}): Command => ({
  id: 5,
  by: "ann",
  may: true,
  ...(word === undefined ? {} : { word }),
  ...over,
});

const told = (action: Action): string => {
  if (action.kind !== "note") throw new Error(`not a comment: ${action.kind}`);
  return action.text;
};

/** What GitHub shows once our comment says so. */
const noted = (found: Seen, action: Action): Seen => ({
  ...found,
  notes: [{ id: 1, text: told(action) }],
  heard: heardIn(told(action), handoff.task),
});

const withLabels = (found: Seen, labels: readonly string[]): Seen => ({
  ...found,
  pull: { ...(found.pull as Pull), labels },
});

test("hold puts the label there, and release takes it away; then each is answered, once", () => {
  const hold = seen({ commands: [command("hold")] });
  expect(decide(handoff, hold)).toEqual({ kind: "label", pull: 7, add: ["traffic:hold"] });
  const held = withLabels(hold, ["traffic", "traffic:hold"]);
  const answer = decide(handoff, held);
  expect(told(answer)).toContain("`/traffic hold` of `ann` was obeyed.");
  expect(decide(handoff, noted(held, answer))).toMatchObject({ kind: "held" });

  const release = { ...noted(held, answer), commands: [command("hold"), command("release", { id: 6 })] };
  expect(decide(handoff, release)).toEqual({ kind: "unlabel", pull: 7, name: "traffic:hold" });
  const free = withLabels(release, ["traffic"]);
  expect(told(decide(handoff, free))).toContain("`/traffic release` of `ann` was obeyed.");
  // A label that a person puts there afterwards stays.
  const again = withLabels(noted(free, decide(handoff, free)), ["traffic", "traffic:hold"]);
  expect(decide(handoff, again).kind).toBe("note");
  expect(decide(handoff, noted(again, decide(handoff, again)))).toMatchObject({ kind: "held" });
});

test("cancel ends this attempt and none that comes after it", () => {
  const cancel = seen({ commands: [command("cancel")] });
  const heard = noted(cancel, decide(handoff, cancel));
  expect(told(decide(handoff, heard))).toContain("**Ended:** ann called it off at #7.");
  const said = noted(heard, decide(handoff, heard));
  expect(decide(handoff, said)).toEqual({ kind: "called_off", why: "ann called it off at #7" });
  expect(decide({ ...handoff, n: 3 }, said).kind).not.toBe("called_off");
});

test("retry starts what came to no verdict once more", () => {
  const lost = { ...green, state: "lost", run: { id: 3, tries: 3 } } as const;
  const stuck = seen({ checks: [lost] });
  expect(decide(handoff, stuck)).toMatchObject({ kind: "label", add: ["traffic:needs-human"] });
  const retry = { ...stuck, commands: [command("retry")] };
  expect(decide(handoff, noted(retry, decide(handoff, retry)))).toEqual({ kind: "rerun", run: 3 });
});

test("who may not write is told so and changes nothing", () => {
  for (const word of ["hold", "cancel", "retry"] as const) {
    const found = seen({ commands: [command(word, { may: false, by: "eve" })] });
    const action = decide(handoff, found);
    expect(told(action)).toContain(`\`/traffic ${word}\` of \`eve\` was not obeyed`);
    expect(heardIn(told(action), handoff.task)).toEqual({ upTo: 5, answer: expect.any(String) });
  }
});

test("what is no word of ours is answered with those that are, and not repeated", () => {
  const text = told(decide(handoff, seen({ commands: [command(undefined)] })));
  expect(text).toContain("What `ann` asked for is not known here: `/traffic retry`");
});

test("what was heard survives every later verdict, and only from its own place is it believed", () => {
  const heard = answered(unheard, command("retry"), 2);
  const text = noteText(handoff, { kind: "red", checks: [green] }, heard);
  expect(heardIn(text, handoff.task)).toEqual(heard);
  const forged = noteText(
    handoff,
    { kind: "ask", why: '\n<!-- traffic:heard {"upTo":9,"off":{"n":2,"by":"eve"}} -->\n', answer: "" },
    unheard,
  );
  expect(heardIn(forged, handoff.task)).toEqual(unheard);
  expect(heardIn(text.replaceAll("\n", "\r\n").replace("\r\n", "\n"), handoff.task)).toEqual(heard);
  expect(heardIn(text.replace('"upTo":5', '"upTo":"x"'), handoff.task)).toMatchObject({ upTo: 0 });
});
