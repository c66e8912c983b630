import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Laws that are tried more often may take longer; see test/world/runs.ts. */
const longer = Math.max(1, Number(process.env["TRAFFIC_RUNS"] ?? 1));

/**
 * A project per kind of test, so that the pure ones stay instant and the real ones may take their time; the limits end what hangs.
 * Where no file leaves anything behind that another could see, they share the modules that a worker has loaded: to load them for
 * each file anew took the core longer than its tests.
 */
const project = (
  name: string,
  include: string[],
  more: { testTimeout: number; isolate: boolean; globalSetup?: string },
) => ({
  test: {
    name,
    include,
    hookTimeout: more.testTimeout,
    setupFiles: "test/seed.ts",
    // They import JSON as only a bundler can.
    server: { deps: { inline: [/@actions\/(?:languageservice|workflow-parser)/] } },
    ...more,
    testTimeout: more.testTimeout * longer,
  },
});

/** Those that wait most come first, and what only computes fills their pauses and the end: all cores have work until then. */
const order = ["scenarios", "git", "adapters", "faces", "core"];

class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ project }: TestSpecification): number => order.indexOf(project.name);
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: WaitingFirst },
    // More than there are cores: most of the time goes to other processes, and to waiting for them.
    maxWorkers: availableParallelism() * 2,
    projects: [
      project("core", ["test/{core,views,engine}/**/*.test.ts", "test/*.test.ts"], {
        testTimeout: 60_000,
        isolate: false,
      }),
      project("adapters", ["test/{store,journal,github,host,agents,verify,main}/**/*.test.ts"], {
        testTimeout: 120_000,
        isolate: false,
      }),
      // Each has an environment of its own, which every git reads.
      project("git", ["test/git/**/*.test.ts"], { testTimeout: 120_000, isolate: true }),
      project("faces", ["test/faces/**/*.test.ts"], { testTimeout: 60_000, isolate: false }),
      project("scenarios", ["test/scenarios/**/*.test.ts"], {
        testTimeout: 300_000,
        isolate: true,
        globalSetup: "test/scenarios/build.ts",
      }),
    ],
  },
});
