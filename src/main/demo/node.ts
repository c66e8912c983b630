import type { Library } from "./library.ts";
import { nodeScript, spec, tests as ownTests } from "./node-script.ts";

/** A test file: what it imports, and its tests by name. */
const tested = (imports: string, tests: Readonly<Record<string, string>>): string =>
  [
    'import assert from "node:assert/strict";',
    'import { test } from "node:test";',
    imports,
    ...Object.entries(tests).map(([name, body]) => `\ntest(${JSON.stringify(name)}, () => {\n  ${body}\n});`),
    "",
  ].join("\n");

const modules = {
  "src/words.js": `/** The words of a text: runs of letters, digits and apostrophes. */
export const words = (text) => text.match(/[\\p{L}\\p{N}']+/gu) ?? [];
`,
  "src/title.js": `/** Every word with a capital letter: "mind the gap" is Mind The Gap. */
export const title = (text) =>
  text
    .split(" ")
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join(" ");
`,
  "src/cases.js": `import { words } from "./words.js";

const small = (text) => words(text).map((word) => word.toLowerCase());

/** "Hello big world" as hello_big_world. */
export const snake = (text) => small(text).join("_");
`,
  "src/index.js": `export * from "./cases.js";
export * from "./title.js";
export * from "./words.js";
`,
  "scripts/release.js": `// Writes a version, and what it offers.
import { readFileSync, writeFileSync } from "node:fs";

const version = process.argv[2];
const manifest = JSON.parse(readFileSync("package.json", "utf8"));
writeFileSync("package.json", JSON.stringify({ ...manifest, version }, null, 2) + "\\n");
const names = Object.keys(await import("../src/index.js")).sort();
writeFileSync("CHANGELOG.md", ["# Changelog", "", "## " + version, "", ...names.map((name) => "- " + name), ""].join("\\n"));
`,
};

const tests = {
  "test/words.test.js": tested('import { words } from "../src/words.js";', {
    "words are runs of letters and digits": `assert.deepEqual(words("It's 5 o'clock!"), ["It's", "5", "o'clock"]);`,
    "no text has no words": 'assert.deepEqual(words(""), []);',
  }),
  "test/title.test.js": tested('import { title } from "../src/title.js";', {
    "every word gets a capital letter": 'assert.equal(title("mind the gap"), "Mind The Gap");',
  }),
  "test/cases.test.js": tested('import { snake } from "../src/cases.js";', {
    snake_case: 'assert.equal(snake("Hello big world"), "hello_big_world");',
  }),
};

const specs = {
  "spec/camel.test.js": tested('import { camel } from "../src/cases.js";', {
    camelCase: 'assert.equal(camel("Hello big world"), "helloBigWorld");',
  }),
  "spec/kebab.test.js": tested('import { kebab } from "../src/cases.js";', {
    "kebab-case": 'assert.equal(kebab("Hello big world"), "hello-big-world");',
  }),
  "spec/wrap.test.js": tested('import { wrap } from "../src/wrap.js";', {
    "no line is longer than the width":
      'assert.ok(wrap("one two three four five six", 9).every((line) => line.length <= 9));',
    "a word is never cut in two":
      'assert.deepEqual(wrap("the quick brown fox", 10), ["the quick", "brown fox"]);',
    "a word that is too long has a line of its own":
      'assert.deepEqual(wrap("a marmalade b", 4), ["a", "marmalade", "b"]);',
  }),
  "spec/squeeze.test.js": tested('import { expand, squeeze } from "../src/squeeze.js";', {
    "repeated letters get shorter": 'assert.ok(squeeze("aaaaaa").length < 6);',
    "what was squeezed comes back": 'assert.equal(expand(squeeze("aaaabb")), "aaaabb");',
    "a plain word gets shorter": 'assert.ok(squeeze("wordsmith").length < 9);',
    "the empty text gets shorter": 'assert.ok(squeeze("").length < 0);',
  }),
  "spec/fix-title.test.js": tested('import { title } from "../src/title.js";', {
    "two blanks are kept": 'assert.equal(title("mind  the gap "), "Mind  The Gap ");',
  }),
  "spec/slug.test.js": tested('import { slug } from "../src/slug.js";', {
    "a slug has no accents": 'assert.equal(slug("Crème Brûlée!"), "creme-brulee");',
    "no text has no slug": 'assert.equal(slug("  "), "");',
  }),
  "spec/initials.test.js": tested('import { initials } from "../src/initials.js";', {
    "the first letters": 'assert.equal(initials("ada king lovelace"), "AKL");',
    "nobody has none": 'assert.equal(initials(""), "");',
  }),
  "spec/manual.test.js": tested('import { readFileSync } from "node:fs";', {
    "it names what there is":
      'const manual = readFileSync("MANUAL.md", "utf8");\n  for (const name of ["words", "title", "snake"]) assert.ok(manual.includes(name), name);',
  }),
  "spec/exports.test.js": tested('import * as all from "../src/index.js";', {
    "everything is offered":
      'const names = "camel initials kebab slug snake title words wrap".split(" ");\n  assert.deepEqual(Object.keys(all).sort(), names);',
  }),
  "spec/release.test.js": tested('import { readFileSync } from "node:fs";', {
    "the version": 'assert.equal(JSON.parse(readFileSync("package.json", "utf8")).version, "1.0.0");',
    "the changelog names what there is":
      'assert.match(readFileSync("CHANGELOG.md", "utf8"), /## 1\\.0\\.0[^]*- slug\\n/);',
  }),
};

const manifest = {
  name: "wordsmith",
  version: "0.1.0",
  type: "module",
  exports: "./src/index.js",
  scripts: { test: "node --test --test-isolation=none test/*.test.js" },
};

/** A JavaScript library without dependencies. */
export const nodeLibrary: Library = {
  what: "a small JavaScript library",
  tool: "node",
  files: {
    "package.json": `${JSON.stringify(manifest, null, 2)}\n`,
    "README.md":
      "# wordsmith\n\nA small library that works on words. `test/` proves what it can do, `spec/` says what it shall do.\n",
    ...modules,
    ...tests,
    ...specs,
  },
  test: ownTests,
  spec,
  source: (module) => `src/${module}.js`,
  entry: "src/index.js",
  release: { run: "node scripts/release.js 1.0.0", touches: ["package.json", "CHANGELOG.md"] },
  script: nodeScript,
};
