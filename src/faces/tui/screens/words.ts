import { phaseWords, type PhaseWord } from "../../../views/phase.ts";
import type { Look, StateSign } from "../compose/look.ts";
import { signs, span, type Ink, type Row, type Span } from "../compose/span.ts";

const phaseSigns: Readonly<Record<PhaseWord, readonly [StateSign, Ink]>> = {
  landing: ["landing", "good"],
  handover: ["landing", "link"],
  verifying: ["verifying", "check"],
  working: ["running", "busy"],
  preparing: ["running", "dim"],
  reverting: ["landing", "dim"],
  halting: ["running", "warn"],
  taking: ["running", "dim"],
  giving: ["running", "dim"],
  taken: ["paused", "link"],
  review: ["review", "link"],
  person: ["blocked", "warn"],
  ready: ["ready", "plain"],
  waiting: ["retry", "warn"],
  blocked: ["waiting", "dim"],
  held: ["paused", "dim"],
  broken: ["failed", "bad"],
  draft: ["draft", "dim"],
  failed: ["failed", "bad"],
  cancelled: ["draft", "dim"],
  done: ["done", "good"],
};

const words: readonly string[] = phaseWords;

/** The phase that a step of an attempt is shown as; a step that is no phase of a task's is work. */
export const stepPhase = (step: string): PhaseWord =>
  words.includes(step) ? (step as PhaseWord) : "working";

/** The sign of a phase. */
export const phaseSign = (look: Look, phase: PhaseWord): Span => {
  const [sign, ink] = phaseSigns[phase];
  return signs(look.states[sign], ink);
};

/** A phase in its sign and its word: never told by colour alone. */
export const phaseWord = (look: Look, phase: PhaseWord): Row => {
  const [, ink] = phaseSigns[phase];
  return [phaseSign(look, phase), span(` ${phase}`, ink)];
};

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
] as const;

/** A length of time where there is little room: `42s`, `11m40s`, `3h12m`, `5d`. */
export const shortTime = (ms: number): string => {
  const whole = Math.max(0, ms);
  const at = units.findIndex(([, unit]) => whole >= unit);
  const [name, unit] = units[at] ?? ["s", 1000];
  const big = `${Math.floor(whole / unit)}${name}`;
  const small = units[at + 1];
  if (small === undefined || name === "d") return big;
  const rest = Math.floor((whole % unit) / small[1]);
  return rest === 0 ? big : `${big}${String(rest).padStart(2, "0")}${small[0]}`;
};

/** A length of time in its largest unit only. */
export const shortAge = (ms: number): string => {
  const [name, unit] = units.find(([, unit]) => ms >= unit) ?? ["s", 1000];
  return `${Math.floor(Math.max(0, ms) / unit)}${name}`;
};

/** A count where there is little room: `812`, `36.8k`, `1.2M`. */
export const shortCount = (n: number): string => {
  if (n < 1000) return String(Math.round(n));
  const [value, unit] = n < 1e6 ? [n / 1e3, "k"] : n < 1e9 ? [n / 1e6, "M"] : [n / 1e9, "G"];
  return `${value < 100 ? value.toFixed(1).replace(/\.0$/, "") : Math.round(value)}${unit}`;
};

/** Money in cents, from micro-dollars; less than one in hundredths of a cent. */
export const cents = (microUsd: number): string => {
  const usd = microUsd / 1e6;
  return `$${usd.toFixed(usd > 0 && usd < 0.01 ? 4 : 2)}`;
};
