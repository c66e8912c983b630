import fc from "fast-check";
import { expect, test } from "vitest";
import { askedByRoadmap } from "../../../src/core/intake/roadmap.ts";
import { parseRoadmap } from "../../../src/store/roadmap.ts";

const asked = (text: string, bullets = false) => {
  const { value } = parseRoadmap({ file: "roadmaps/road.md", text, digest: "" });
  if (value === undefined) throw new Error("no roadmap");
  return askedByRoadmap(value, text, { source: "ROAD.md", bullets });
};

const text = `# Road

- [ ] Before all of them

## v1.0 Ground (2026-12-01) P1

- [x] Parser
  - [ ] Errors of the parser
- [ ] **Search**: full text, see [the spec](spec.md) (P0, due 2026-11-30)
  - [ ] an index
  - [x] a language

    with *operators*
- [ ] Dark mode — 2026-12-24
* [ ] Dark mode
\`\`\`
- [ ] code
\`\`\`

## Later

- Plugins
- ✅ Themes
- ~~Gophers~~
1. [ ] Numbered
`;

test("each open box is asked for, with its milestone, priority and day; what stands below it is its body", () => {
  expect(asked(text)).toEqual([
    { source: "ROAD.md#/before-all-of-them", title: "Before all of them", keys: {}, body: "" },
    {
      source: "ROAD.md#m1-0/errors-of-the-parser",
      title: "Errors of the parser",
      keys: { priority: "P1", milestone: "road#m1-0" },
      body: "",
    },
    {
      source: "ROAD.md#m1-0/search-full-text-see-the-spec",
      title: "Search: full text, see the spec",
      keys: { priority: "P0", due: "2026-11-30", milestone: "road#m1-0" },
      body: "- [ ] an index\n- [x] a language\n\n  with *operators*",
    },
    {
      source: "ROAD.md#m1-0/dark-mode",
      title: "Dark mode",
      keys: { priority: "P1", due: "2026-12-24", milestone: "road#m1-0" },
      body: "",
    },
    {
      source: "ROAD.md#m1-0/dark-mode-2",
      title: "Dark mode",
      keys: { priority: "P1", milestone: "road#m1-0" },
      body: "",
    },
    { source: "ROAD.md#later/numbered", title: "Numbered", keys: { milestone: "road#later" }, body: "" },
  ]);
});

test("points of lists count when they are asked for, unless they say that they are done", () => {
  const titles = asked(text, true).map(({ title }) => title);
  expect(titles).toContain("Plugins");
  expect(titles).not.toContain("Themes");
  expect(titles.join()).not.toMatch(/Gophers|code/);
});

test.each([
  [
    "**[P0]** Log in ([#12](https://x.test/12)) — by 2026-02-01",
    "Log in (#12)",
    { priority: "P0", due: "2026-02-01" },
  ],
  ["Tidy up [high]", "Tidy up", { priority: "high" }],
  ["Tidy up (Medium priority)", "Tidy up", { priority: "medium" }],
  ["Tidy up, priority: Low", "Tidy up", { priority: "low" }],
  ["Make it high quality", "Make it high quality", {}],
  ["P1", "P1", { priority: "P1" }],
])("%j is called %j", (item, title, keys) => {
  expect(asked(`- [ ] ${item}\n`)).toMatchObject([{ title, keys }]);
  expect(asked(`- [ ] ${item}\n`)[0]?.keys).toEqual(keys);
});

test("whatever a text says, nothing of it is asked for twice, and reading it anew asks for the same", () => {
  const line = fc.constantFrom(
    "# A",
    "## B 1.2",
    "- [ ] x",
    "- [x] y",
    "  - [ ] z",
    "* q",
    "```",
    "",
    "1. [ ] n",
    "words",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string()), { maxLength: 30 }), fc.boolean(), (lines, bullets) => {
      const found = asked(lines.join("\n"), bullets);
      expect(new Set(found.map(({ source }) => source)).size).toBe(found.length);
      expect(asked(lines.join("\n"), bullets)).toEqual(found);
      for (const { title } of found) expect(title.trim()).not.toBe("");
    }),
  );
});

test("windows' line ends and tabs make no difference", () => {
  expect(asked(text.replaceAll("\n", "\r\n").replaceAll("  - [", "\t- ["))).toHaveLength(asked(text).length);
});
