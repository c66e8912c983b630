import type { PhaseWord } from "../../views/phase.ts";
import type { Tone } from "../../views/event-line.ts";
import type { Style } from "./text/line.ts";

const styles: Readonly<Partial<Record<PhaseWord, Style>>> = {
  landing: "busy",
  handover: "busy",
  verifying: "busy",
  working: "busy",
  preparing: "busy",
  reverting: "busy",
  halting: "busy",
  taking: "busy",
  giving: "busy",
  taken: "warn",
  review: "warn",
  person: "warn",
  held: "dim",
  draft: "dim",
  blocked: "dim",
  broken: "bad",
  failed: "bad",
  cancelled: "dim",
  done: "good",
};

/** How the word for a phase looks. */
export const phaseStyle = (phase: PhaseWord): Style | undefined => styles[phase];

/** How news of this tone looks. */
export const toneStyle = (tone: Tone): Style | undefined =>
  tone === "plain" ? undefined : tone === "person" ? "warn" : tone;
