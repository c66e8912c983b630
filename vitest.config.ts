import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Laws that are tried more often may take longer; see test/world/runs.ts. */
const longer = Math.max(1, Number(process.env["TRAFFIC_RUNS"] ?? 1));

/**
 * How long a test may take, in milliseconds: it ends what hangs, and is no measure of speed. A machine that is busy with other
 * things takes ten times as long as a quiet one. What a test waits for is waited for not quite so long, and is told by name then.
 */
const patience = 600_000;

/**
 * A project per kind of test, so that the pure ones stay instant and the real ones may take their time.
 * Where no file leaves anything behind that another could see, they share the modules that a worker has loaded: to load them for
 * each file anew took the core longer than its tests.
 */
const project = (name: string, include: string[], more: { isolate: boolean; globalSetup?: string }) => ({
  test: {
    name,
    include,
    hookTimeout: patience,
    setupFiles: "test/seed.ts",
    expect: { poll: { timeout: patience / 4, interval: 20 } },
    // They import JSON as only a bundler can.
    server: { deps: { inline: [/@actions\/(?:languageservice|workflow-parser)/] } },
    testTimeout: patience * longer,
    ...more,
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
        isolate: false,
      }),
      project("adapters", ["test/{store,journal,github,host,agents,verify,main}/**/*.test.ts"], {
        isolate: false,
      }),
      // Each has an environment of its own, which every git reads.
      project("git", ["test/git/**/*.test.ts"], { isolate: true }),
      project("faces", ["test/faces/**/*.test.ts"], { isolate: false }),
      project("scenarios", ["test/scenarios/**/*.test.ts"], {
        isolate: true,
        globalSetup: "test/scenarios/build.ts",
      }),
    ],
  },
});
