import { expect, test } from "vitest";
import { parseRoadmap } from "../../src/store/roadmap.ts";

const parse = (text: string) => parseRoadmap({ file: "roadmaps/core.md", text, digest: "d" }).value;

test("headings are milestones in the many ways people write them", () => {
  const roadmap = parse(`---
title: Core
---
# The core

## Milestone 1.2: Landing (2026-12-01) P1
- [x] one
  - [ ] two
\`\`\`
## not a heading
\`\`\`
### 0.3 Store
1. [X] three
## Über alles!
## Phase 2 — later
## Über alles!
`);
  expect(roadmap).toMatchObject({ id: "core", title: "Core", file: "roadmaps/core.md" });
  expect(roadmap?.milestones.map(({ id, line }) => [id, line])).toEqual([
    ["m1-2", 6],
    ["m0-3", 12],
    ["uber-alles", 14],
    ["m2", 15],
    ["uber-alles-2", 16],
  ]);
  expect(roadmap?.milestones[0]).toEqual({
    id: "m1-2",
    title: "Milestone 1.2: Landing (2026-12-01) P1",
    line: 6,
    due: Date.UTC(2026, 11, 2) - 1,
    priority: 1,
    items: [
      { text: "one", done: true, line: 7 },
      { text: "two", done: false, line: 8 },
    ],
  });
});

test("a text without headings is a roadmap without milestones, named by its file", () => {
  expect(parse("- [ ] loose\n")).toEqual({
    id: "core",
    title: "core",
    file: "roadmaps/core.md",
    milestones: [],
  });
});

test("a first heading below the top level is a milestone", () => {
  expect(parse("## Soon\r\n- [ ] a\r\n")?.milestones).toMatchObject([
    { id: "soon", items: [{ text: "a", line: 2 }] },
  ]);
});

test("headings that are underlined are headings, and a rule below a list or a table is none", () => {
  const roadmap = parse(`The core
========

Milestone 1.0: Documented
-------------------------
- [ ] docs site

| a | b |
|---|---|
- point
---
words of a paragraph

---
\`\`\`
Not one
-------
\`\`\`
Support C#
---
`);
  expect(roadmap?.title).toBe("The core");
  expect(roadmap?.milestones.map(({ id, title, line }) => [id, title, line])).toEqual([
    ["m1-0", "Milestone 1.0: Documented", 4],
    ["support-c", "Support C#", 19],
  ]);
  expect(roadmap?.milestones[0]?.items).toEqual([{ text: "docs site", done: false, line: 6 }]);
});
