import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { documents } from "../../src/store/documents.ts";
import { setKeys } from "../../src/store/edit.ts";
import { parseTask } from "../../src/store/task.ts";
import { shapes } from "./fixtures.ts";

const shared = "/work/shared/data/tasks/markdown_tasks.jsonl.gz";
type Row = { readonly path: string; readonly text: string };

const realRows = (): Row[] =>
  gunzipSync(readFileSync(shared))
    .toString()
    .trim()
    .split("\n")
    .map((row) => JSON.parse(row) as Row);

const ours: Row[] = Object.entries(shapes).map(([path, text]) => ({ path, text }));
const suites = [
  ["our shapes", ours] as const,
  ...(existsSync(shared) ? [["real files", realRows()] as const] : []),
];

test.each(suites)("all of %s load or are reported with a line that exists", (_, rows) => {
  for (const { path, text } of rows) {
    const { value, problems } = parseTask({ file: path, text, digest: "" });
    expect(problems.length > 0).toBe(value === undefined);
    for (const { line } of problems) expect(line).toBeLessThanOrEqual(text.split("\n").length);
  }
});

test.each(suites)("the status of all of %s goes there and back without losing a byte", (_, rows) => {
  let returned = 0;
  for (const { path, text } of rows) {
    const there = documents.setStatus(text, "failed");
    const { value } = parseTask({ file: path, text, digest: "" });
    const after = parseTask({ file: path, text: there, digest: "" }).value;
    expect(there === text).toBe(value === undefined);
    expect(after?.task.status).toBe(value === undefined ? undefined : "failed");
    const plain = /^---\r?\n(?:.*\r?\n)*?status: ([A-Za-z][\w '-]*[\w])\r?\n/.exec(text)?.[1];
    if (value === undefined || plain === undefined) continue;
    const back = setKeys(there, { status: plain });
    expect(back).toEqual({ kind: "edited", text });
    returned++;
  }
  expect(returned / rows.length).toBeGreaterThan(0.4);
});
