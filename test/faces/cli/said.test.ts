import { expect, test } from "vitest";
import { openSaid } from "../../../src/faces/cli/said.ts";

test("what was said last of somebody is no news, however much is said of others", () => {
  const isNews = openSaid();
  expect(isNews("a@1", "begins")).toBe(true);
  expect(isNews("b@1", "begins")).toBe(true);
  expect(isNews("a@1", "begins")).toBe(false);
  expect(isNews("a@1", "ends")).toBe(true);
  expect(isNews("a@1", "begins")).toBe(true);
});

test("no more are remembered than so many, those of whom was spoken last", () => {
  const isNews = openSaid(2);
  for (const who of ["a", "b", "a", "c"]) isNews(who, who === "a" ? String(Math.random()) : "");
  expect(isNews("c", "")).toBe(false);
  expect(isNews("b", "")).toBe(true);
});
