import { expect, test } from "vitest";
import { kindOf } from "../../../src/core/route/kind.ts";

const of = (title: string, labels: string[] = [], touches: string[] = []): string =>
  kindOf({ title, labels, touches });

test.each([
  ["Fix the crash at sign-out", "fix"],
  ["Login fails with an empty password", "fix"],
  ["Add rate limits", "feature"],
  ["Speed up the test run: it is slow", "performance"],
  ["Rename the session store", "refactor"],
  ["Bump dependencies", "upgrade"],
  ["Document the API", "docs"],
  ["Close the XSS in comments", "security"],
  ["Hello", "other"],
  ["", "other"],
  ["Prefix every line", "other"],
])("%j is of kind %s", (title, kind) => expect(of(title)).toBe(kind));

test("labels go before files, and files before the title", () => {
  expect(of("Fix it", ["Security"])).toBe("security");
  expect(of("Fix it", ["backend"], ["docs/**", "README.md"])).toBe("docs");
  expect(of("Fix it", [], ["src/a.ts", "test/a.test.ts"])).toBe("fix");
  expect(of("Hello", [], ["test/**"])).toBe("test");
  expect(of("Hello", ["type: bug"])).toBe("fix");
});
