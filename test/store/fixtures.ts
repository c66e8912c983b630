import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Clock } from "../../src/engine/ports/clock.ts";

/** Front matter in the shapes that people and other tools write; the broken ones last. */
export const shapes: Readonly<Record<string, string>> = {
  "backlog-1 - First.md":
    "---\nid: BACKLOG-1\ntitle: 'CLI: it''s first'\nstatus: To Do\nassignee: []\ncreated_date: '2025-06-11'\nlabels: []\ndependencies: []\n---\n\n## Description\n\nbody\n",
  "backlog-2 - Lists.md":
    "---\nid: BACKLOG-2\ntitle: Lists\nstatus: Done\nassignee:\n  - '@claude'\nlabels:\n  - cli\n  - 'a, b'\ndependencies:\n  - BACKLOG-1\nordinal: 1000\n---\nbody\n",
  "backlog-3 - Folded.md":
    "---\ntitle: >-\n  A title that is folded\n  over two lines\nstatus: In Progress\npriority: high\nnotes: |\n  # not a comment\n  text\n---\nbody\n",
  "beans-x1--bean.md":
    "---\n# beans-x1\ntitle: A bean\nstatus: in-progress\ntype: task\npriority: normal\ntags:\n    - backend\ncreated_at: 2025-12-14T18:42:33Z\norder: zz\nblocked_by:\n    - beans-x2\n---\n\nbody",
  "crlf.md": "---\r\ntitle: Windows\r\nstatus: todo # soon\r\nlabels: [a, b]\r\n---\r\nbody\r\n",
  "bom.md": "\uFEFF---\ntitle: Marked\nstatus: draft\n---\nbody\n",
  "scrapped.md": "---\ntitle: Gone\nstatus: scrapped\n---\n",
  "wont.md": "---\ntitle: Never\nstatus: Won't Do\n---\n",
  "plain.md": "# Only a heading\n\nand prose\n\n---\n\nand a ruler\n",
  "empty-front.md": "---\n---\n# Titled below\n",
  "emoji.md": "---\ntitle: Rocket 🚀 über\nstatus: Open\n---\n",
  "flow.md":
    '---\ntitle: "Flow: all of it"\nstatus: ready\nbudget: { usd: 3, tokens: 500k }\nverify: [npm test,\n  npm run lint]\n---\n',
  "no-newline.md": "---\ntitle: End\nstatus: todo\n---",
  "broken-at.md": "---\nid: B-1\ntitle: At\nassignee: @someone\nstatus: Done\n---\nbody\n",
  "broken-open.md": "---\ntitle: Never closed\nstatus: todo\n\nbody\n",
  "broken-js.md": "---js\nmodule.exports = { title: process.exit(3) }\n---\nbody\n",
  "broken-twice.md": "---\ntitle: a\ntitle: b\nstatus: todo\n---\n",
};

/** An empty folder, removed after the test. */
export const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "traffic-store-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
};

/** Writes a file below a root, its folders too. */
export const put = (root: string, path: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};

/** Gives a file a time of writing, in seconds since the epoch. */
export const touch = (root: string, path: string, seconds: number): void =>
  utimesSync(join(root, path), seconds, seconds);

export const get = (root: string, path: string): string => readFileSync(join(root, path), "utf8");

/** A clock that stands still until it is told to go on; calls due come in order. `soon` goes no further than the calls due within `ms`. */
export const handClock = (start = Date.now()): Clock & { pass(ms: number): void; soon(ms: number): void } => {
  let now = start;
  const calls = new Set<{ readonly at: number; readonly call: () => void }>();
  const call = (end: number): void => {
    for (;;) {
      const [next] = [...calls].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      now = Math.max(now, next.at);
      calls.delete(next);
      next.call();
    }
  };
  return {
    now: () => now,
    wake: (at, call) => {
      const entry = { at, call };
      calls.add(entry);
      return () => void calls.delete(entry);
    },
    pass: (ms) => {
      const end = now + ms;
      call(end);
      now = end;
    },
    soon: (ms) => call(now + ms),
  };
};
