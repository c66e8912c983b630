import { defineConfig } from "vitest/config";

/** A project per kind of test, so that the pure ones stay instant and the real ones may take their time; the limits end what hangs. */
const project = (
  name: string,
  include: string[],
  more: { testTimeout: number; retry?: number; globalSetup?: string },
) => ({
  test: { name, include, hookTimeout: more.testTimeout, setupFiles: "test/seed.ts", ...more },
});

/** Tests of real processes have one more try where others decide how busy the machine is; the report tells of it. */
const retry = process.env["CI"] === undefined ? 0 : 1;

export default defineConfig({
  test: {
    // As many as there are cores: vitest leaves one idle, and here most of the time goes to other processes.
    maxWorkers: "100%",
    projects: [
      project("core", ["test/{core,views,engine}/**/*.test.ts", "test/*.test.ts"], { testTimeout: 60_000 }),
      project("adapters", ["test/{store,journal,git,github,host,agents,verify,main}/**/*.test.ts"], {
        testTimeout: 120_000,
        retry,
      }),
      project("faces", ["test/faces/**/*.test.ts"], { testTimeout: 60_000 }),
      project("scenarios", ["test/scenarios/**/*.test.ts"], {
        testTimeout: 300_000,
        retry,
        globalSetup: "test/scenarios/build.ts",
      }),
    ],
  },
});
