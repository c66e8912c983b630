import type { Need } from "../feed/need.ts";
import type { Ink, Row } from "../compose/span.ts";
import { row, span } from "../compose/span.ts";
import type { View } from "../screen/view.ts";

const inkOf = (line: string): Ink => {
  if (/^(?:diff |index |--- |\+\+\+ |new file|deleted file|similarity|rename )/.test(line)) return "strong";
  if (line.startsWith("@@")) return "busy";
  if (line.startsWith("+")) return "good";
  return line.startsWith("-") ? "bad" : "plain";
};

/** A line of a patch: what was added and what was removed is told by its first sign as well as by its colour. */
export const patchRow = (line: string): Row => [span(line.replaceAll("\t", "  "), inkOf(line))];

/** The lines of something needed, or the sentence to show in their place. */
export const linesOf = (view: View, need: Need | undefined): { lines: readonly string[]; instead?: Row } => {
  if (need === undefined) return { lines: [] };
  const found = view.scene.found(need);
  if (found.kind === "there") return { lines: found.lines };
  return {
    lines: [],
    instead: found.kind === "loading" ? row(["  reading …", "dim"]) : row([`  ${found.why}`, "bad"]),
  };
};
