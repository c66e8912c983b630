import fc from "fast-check";
import picomatch from "picomatch";
import { expect, test } from "vitest";
import { globsOverlap, scopesOverlap } from "../../src/core/scope.ts";

/** Every path of up to three parts over a small alphabet: what a glob of the tests may name. */
const parts = ["a", "b", "ab", ".a", "a.ts"];
const files = parts.flatMap((x) => [
  x,
  ...parts.flatMap((y) => [`${x}/${y}`, ...parts.map((z) => `${x}/${y}/${z}`)]),
]);

const segment = fc.constantFrom(
  ...parts,
  "*",
  "**",
  "?",
  "*.ts",
  "{a,b}",
  "{a/b,b}",
  "[ab]",
  "a*",
  "!(a)",
  "@(a|b)",
  "+(a)",
  "\\a",
  '"a"',
  ".",
);
const globs = fc
  .tuple(fc.constantFrom("", "./", "!"), fc.array(segment, { minLength: 1, maxLength: 3 }))
  .map(([front, list]) => front + list.join("/"));

const matches = (glob: string): Set<string> => {
  const test = picomatch(glob, { dot: true });
  return new Set(files.filter((file) => test(file)));
};

test("two globs that match one same file always overlap", () => {
  fc.assert(
    fc.property(globs, globs, (a, b) => {
      const other = matches(b);
      const shared = [...matches(a)].filter((file) => other.has(file));
      if (shared.length > 0) expect({ a, b, overlap: globsOverlap(a, b) }).toEqual({ a, b, overlap: true });
    }),
    { numRuns: 5000 },
  );
});

test("it is the same both ways, and everything overlaps itself", () => {
  fc.assert(
    fc.property(globs, globs, (a, b) => {
      expect(globsOverlap(a, b)).toBe(globsOverlap(b, a));
      expect(globsOverlap(a, a)).toBe(true);
    }),
  );
});

test.each([
  ["src/auth/**", "src/ui/**", false],
  ["src/auth/**", "src/auth/login.ts", true],
  ["src/auth", "src/authority", false],
  ["./src/auth", "src/auth/", true],
  ["**/*.md", "src/ui/**", true],
  ["src/[id]/**", "src/other/**", true],
])("%s beside %s: %s", (a, b, expected) => {
  expect(globsOverlap(a, b)).toBe(expected);
});

test("a task that names no files is kept apart from nobody", () => {
  expect(scopesOverlap([], ["**"])).toBe(false);
  expect(scopesOverlap(["x/**", "src/a/**"], ["src/a/b.ts", "y/**"])).toBe(true);
  expect(scopesOverlap(["x/**"], ["y/**", "z"])).toBe(false);
});
