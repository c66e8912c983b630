import type { ForeignTasks } from "./foreign.ts";
import { isRow, parsed, textIn, type Row } from "./row.ts";

type Left = ForeignTasks["left"][number];

/** A file as it was read; its name is told to people. */
export type Text = { readonly file: string; readonly text: string };

/** An issue of beads', and in which line it stands. */
export type Line = { readonly at: number; readonly id: string; readonly row: Row };

const isConflict = (line: string): boolean => /^(?:<{7}|={7}|>{7}|\|{7})/.test(line);

const lineWrong = (line: string, row: unknown): string => {
  if (isConflict(line)) return "git's mark of a conflict that nobody has resolved";
  return isRow(row) ? "it has no id" : "it is no issue in JSON";
};

/** The issues of a file, and the lines that hold none. */
const linesIn = ({ file, text }: Text): { readonly lines: Line[]; readonly left: Left[] } => {
  const lines: Line[] = [];
  const left: Left[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .entries()) {
    if (line.trim() === "") continue;
    const row = parsed(line);
    const id = isRow(row) ? (textIn(row, "id")?.trim() ?? "") : "";
    if (isRow(row) && id !== "") lines.push({ at: index + 1, id, row });
    else left.push({ source: `${file}:${index + 1}`, why: lineWrong(line, row) });
  }
  return { lines, left };
};

/** When it was changed, as it is written: written in two zones, it may be wrong by their difference. */
const changedAt = ({ row }: Line): string => textIn(row, "updated_at") ?? "";

/** Of lines with the same id, as merges leave them, the one that was changed last. */
const lastOf = (lines: readonly Line[], file: string, left: Left[]): Line[] => {
  const last = new Map<string, Line>();
  for (const line of lines) {
    const other = last.get(line.id);
    const [older, newer] = other && changedAt(other) > changedAt(line) ? [line, other] : [other, line];
    last.set(line.id, newer);
    if (older !== undefined)
      left.push({
        source: `${file}:${older.at}`,
        why: `${line.id} stands in line ${newer.at} too, changed last`,
      });
  }
  return [...last.values()];
};

/** The issues of a file, a line each, and what becomes none of them. */
export const beadLines = (
  given: Text,
): { readonly lines: readonly Line[]; readonly left: readonly Left[] } => {
  const { lines, left } = linesIn(given);
  const last = lastOf(lines, given.file, left);
  return { lines: last, left };
};
