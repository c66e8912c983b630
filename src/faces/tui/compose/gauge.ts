import type { Look } from "./look.ts";
import { fitRow, left, right, rowWidth, signs, type Ink, type Row } from "./span.ts";

/** A share from 0 to 1; what is not a number is none. */
const share = (value: number): number => (Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0);

/** A bar of exactly `width` cells, filled to a share of it in eighths of a cell. */
export const bar = (look: Look, value: number, { width, ink }: { width: number; ink: Ink }): Row => {
  const steps = look.eighths.length;
  const filled = Math.round(share(value) * Math.max(0, width) * steps);
  const full = Math.floor(filled / steps);
  const part = filled % steps === 0 ? "" : (look.eighths[(filled % steps) - 1] ?? "");
  const solid = (look.eighths.at(-1) ?? "#").repeat(full) + part;
  const rest = Math.max(0, width - solid.length);
  return [signs(solid, ink), signs(look.track.repeat(rest), "dim")];
};

/** How a share of a limit looks: good below 70 %, a warning below 90 %, bad from there on. */
export const level = (value: number): Ink =>
  share(value) < 0.7 ? "good" : share(value) < 0.9 ? "warn" : "bad";

export type Gauge = {
  readonly label: string;
  /** From 0 to 1. */
  readonly value: number;
  readonly text: string;
  readonly ink?: Ink;
};

/** A gauge in one row: label, bar, and the figures at the right. */
export const gauge = (look: Look, one: Gauge, { width, label }: { width: number; label: number }): Row => {
  const text = right(one.text, Math.max(one.text.length, 0));
  const room = width - label - 1 - rowWidth(text) - 1;
  const name = left(one.label, label);
  if (room < 3) return fitRow([...name, signs(" "), ...text], width);
  const ink = one.ink ?? level(one.value);
  return fitRow(
    [...name, signs(" "), ...bar(look, one.value, { width: room, ink }), signs(" "), ...text],
    width,
  );
};

/** Values as a line of bars, the last ones where there are more than cells; all of them measured by the highest. */
export const spark = (
  look: Look,
  values: readonly number[],
  { width, ink }: { width: number; ink: Ink },
): Row => {
  const shown = values.slice(-Math.max(0, width));
  const top = Math.max(...shown, 0);
  const text = shown
    .map((value) => {
      const at = top <= 0 ? 0 : Math.round(share(value / top) * (look.levels.length - 1));
      return look.levels[at] ?? " ";
    })
    .join("");
  return fitRow([signs(text, ink)], Math.max(0, width));
};
