import { expect, test } from "vitest";
import { agentEnvironment, environmentOf } from "../../src/host/environment.ts";

const place = { key: "a@1", task: "a", pool: "agent", slot: 3, path: "/cache/traffic/x/agent-3" } as const;

test("what an agent is told", () => {
  expect(environmentOf({ PATH: "/bin" }, place)).toEqual({
    PATH: "/bin",
    GIT_CEILING_DIRECTORIES: "/cache/traffic/x",
    TRAFFIC_ATTEMPT: "a@1",
    TRAFFIC_TASK: "a",
    TRAFFIC_SLOT: "3",
    TRAFFIC_PORT_BASE: "20300",
  });
});

test("checks have ports of their own", () => {
  expect(environmentOf({}, { ...place, pool: "verification" })).toMatchObject({ TRAFFIC_PORT_BASE: "30300" });
});

test("what signs us in at GitHub is shown to nobody, and so is what an agent may be given by name", () => {
  const ours = { GITHUB_TOKEN: "ghp_x", GH_TOKEN: "ghp_y", GITHUB_WORKSPACE: "/w", DATABASE_URL: "db" };
  expect(JSON.stringify(environmentOf(ours, place))).not.toContain("ghp_");
  expect(JSON.stringify(agentEnvironment(ours, place, Object.keys(ours)))).not.toContain("ghp_");
  expect(agentEnvironment(ours, place, ["DATABASE_URL"])).toMatchObject({ DATABASE_URL: "db" });
});

test("nothing of a surrounding git command or fleet leaks in, a person's git settings do", () => {
  const ours = { GIT_DIR: ".git", GIT_INDEX_FILE: "x", TRAFFIC_MARK: "y", GIT_CONFIG_GLOBAL: "/cfg" };
  const env = environmentOf(ours, place);
  expect(env).not.toHaveProperty("GIT_DIR");
  expect(env).not.toHaveProperty("GIT_INDEX_FILE");
  expect(env).not.toHaveProperty("TRAFFIC_MARK");
  expect(env["GIT_CONFIG_GLOBAL"]).toBe("/cfg");
});
