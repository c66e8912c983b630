import { expect, test } from "vitest";
import { issuesInExport } from "../../../src/core/intake/export.ts";

const url = "https://github.test/octo/garden/issues/12";
const read = { number: 12, url, title: "Fix", text: "It squeaks.", by: "ann", labels: ["bug"] };

test("issues are read as gh prints them, and as the REST interface does", () => {
  const gh = {
    number: 12,
    url,
    title: "Fix",
    body: "It squeaks.",
    author: { login: "ann" },
    labels: [{ id: "x", name: "bug" }],
    milestone: { title: "1.0", dueOn: "2026-12-01T08:00:00Z" },
    state: "OPEN",
  };
  const rest = {
    number: 12,
    url: "https://api.github.test/repos/octo/garden/issues/12",
    html_url: url,
    title: "Fix",
    body: "It squeaks.",
    user: { login: "ann" },
    labels: ["bug"],
    milestone: null,
    state: "open",
  };
  expect(issuesInExport(JSON.stringify([gh, rest]))).toEqual({
    issues: [{ ...read, due: "2026-12-01" }, read],
    left: [],
    closed: 0,
  });
});

test("what is no open issue is left, with why", () => {
  const rows = [
    { ...read, state: "closed" },
    { ...read, pull_request: {} },
    { ...read, number: "12" },
    { ...read, title: undefined },
    { ...read, url: "javascript:alert(1)" },
    7,
  ];
  const { issues, left, closed } = issuesInExport(JSON.stringify(rows)) ?? {};
  expect(issues).toEqual([]);
  expect(closed).toBe(1);
  expect(left?.map(({ at, why }) => `${at} ${why}`)).toEqual([
    "1 it is a pull request",
    "2 it has no number",
    "3 it has no title",
    "4 it has no url: it could not be known again",
    "5 it is no issue",
  ]);
  for (const text of ["", "{}", "[", "null"]) expect(issuesInExport(text)).toBeUndefined();
});
