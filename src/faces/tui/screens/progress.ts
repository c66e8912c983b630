import type { Progress } from "../../../views/milestones.ts";
import type { PhaseWord } from "../../../views/phase.ts";
import { bar } from "../compose/gauge.ts";
import type { Look } from "../compose/look.ts";
import { left, row, span, type Row } from "../compose/span.ts";
import { cents, phaseSign } from "./words.ts";

/** What is under way or in the way, in the order in which a person wants to know it. */
const told: readonly PhaseWord[] = [
  "person",
  "review",
  "taken",
  "failed",
  "broken",
  "working",
  "verifying",
  "landing",
  "ready",
];

/** The share that is done, as a bar and in numbers. */
export const progressBar = (look: Look, { done, of }: Progress, width: number): Row => {
  const share = of === 0 ? 0 : done / of;
  const text = ` ${done}/${of}`;
  return [
    ...bar(look, share, { width: Math.max(0, width - 8), ink: done === of && of > 0 ? "good" : "busy" }),
    ...left(text, Math.min(8, width), "dim"),
  ];
};

/** How many of its tasks are where, by their signs. */
export const countsRow = (look: Look, { counts, spent }: Progress): Row => [
  ...told.flatMap((word) => {
    const n = counts.get(word) ?? 0;
    return n === 0 ? [] : [phaseSign(look, word), span(`${n} `, "dim")];
  }),
  ...(spent === 0 ? [] : row([cents(spent), "dim"])),
];
