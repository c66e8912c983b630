import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { placeOf, serverOf } from "../../src/github/place.ts";
import { findToken } from "../../src/github/token.ts";

const github = serverOf({});
const enterprise = serverOf({ GITHUB_SERVER_URL: "https://git.corp.invalid:8443/" });

test.each([
  ["https://github.com/octo/garden.git", "octo/garden"],
  ["https://github.com/octo/garden", "octo/garden"],
  ["https://user:pass@github.com/octo/garden/", "octo/garden"],
  ["git@github.com:octo/garden.git", "octo/garden"],
  ["ssh://git@github.com/octo/garden.git", "octo/garden"],
  ["ssh://git@ssh.github.com:443/octo/garden.git", "octo/garden"],
  ["git@github.com:octo/garden.nvim", "octo/garden.nvim"],
])("%s is %s at GitHub", (address, expected) => {
  const place = placeOf(address, github);
  expect(`${place?.owner}/${place?.repo}`).toBe(expected);
});

test.each([
  "https://example.invalid/octo/garden.git",
  "https://github.com.example.invalid/octo/garden.git",
  "/srv/git/garden.git",
  "file:///srv/octo/garden.git",
  "https://github.com/garden.git",
  "https://github.com/a/b/c",
  "https://github.com/octo/.git",
  "",
])("%s is nowhere at GitHub: nothing that signs in is sent there", (address) => {
  expect(placeOf(address, github)).toBeUndefined();
});

test("another server is what the environment names", () => {
  expect(github).toEqual({ web: "https://github.com", api: "https://api.github.com" });
  expect(enterprise.api).toBe("https://git.corp.invalid:8443/api/v3");
  expect(placeOf("https://git.corp.invalid:8443/octo/garden.git", enterprise)).toMatchObject({
    owner: "octo",
  });
  expect(placeOf("git@git.corp.invalid:octo/garden.git", enterprise)).toMatchObject({ repo: "garden" });
  expect(placeOf("https://github.com/octo/garden.git", enterprise)).toBeUndefined();
});

test("the first variable that holds anything signs in; without any, gh is asked", async () => {
  const place = placeOf("git@github.com:octo/garden.git", github);
  if (place === undefined) throw new Error("nowhere");
  const token = await findToken(place, { GITHUB_TOKEN: " ", GH_TOKEN: "ghp_x\n" });
  expect([token?.from, await token?.secret()]).toEqual(["GH_TOKEN", "ghp_x"]);
  expect(await findToken(place, { PATH: "/nowhere" })).toBeUndefined();
});

test("what gh signs in with is found for the very server, and an app or a variable goes before it", async () => {
  const bin = mkdtempSync(join(tmpdir(), "traffic-gh-"));
  onTestFinished(() => rmSync(bin, { recursive: true, force: true }));
  writeFileSync(join(bin, "gh"), '#!/bin/sh\n[ "$4" = github.test ] && echo gho_x\n', { mode: 0o755 });
  const env = { PATH: `${bin}:/bin:/usr/bin` };
  const at = { web: "https://github.test", api: "https://github.test/api/v3", owner: "octo", repo: "garden" };
  const token = await findToken(at, env);
  expect(token?.from).toBe("gh auth token");
  expect(await token?.secret()).toBe("gho_x");
  expect((await findToken(at, { ...env, GITHUB_TOKEN: "ghp_y" }))?.from).toBe("GITHUB_TOKEN");
  expect(await findToken({ ...at, web: "https://other.test" }, env)).toBeUndefined();
});
