import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Crew } from "../../../src/agents/builtin/crew.ts";
import { openDesk, readEnd, writeJob, type Place } from "../../../src/agents/builtin/desk.ts";
import { stoppedIn } from "../../../src/agents/builtin/stopped.ts";
import type { ModelJob } from "../../../src/engine/ports/model-agents.ts";

const jobOf = (key: string): ModelJob => ({
  key,
  path: "/w",
  model: "claude-haiku-5-5",
  system: "",
  prompt: "do it",
  env: {},
  limits: { turns: 3 },
  minutes: 1,
});

/** An office whose agents work until they are told to stop. */
const office = () => {
  const root = mkdtempSync(join(tmpdir(), "traffic-crew-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const desk = openDesk(join(root, "desk"));
  const begun: string[] = [];
  const crew = new Crew(desk, async (place, job, signal) => {
    begun.push(job.key);
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    return stoppedIn(place, job);
  });
  const lay = (key: string): Place => {
    const place = { folder: join(root, key, "model"), log: join(root, key, "output.log") };
    writeJob(place, jobOf(key));
    return place;
  };
  return { desk, crew, begun, lay };
};

test("what lies on the desk is worked on, and what is to stop comes to its end", async () => {
  const { desk, crew, begun, lay } = office();
  const place = lay("a@1");
  desk.put(place);
  crew.look();
  crew.look();
  expect(begun).toEqual(["a@1"]);
  desk.stop(place);
  crew.look();
  await crew.stop();
  expect(readEnd(place)).toMatchObject({ kind: "stopped" });
});

test("a job whose worker was killed is ended by the one that stands, without being begun again", () => {
  const { desk, crew, begun, lay } = office();
  const place = lay("b@1");
  desk.stop(place);
  crew.look();
  expect(begun).toEqual([]);
  expect(readEnd(place)).toMatchObject({ kind: "stopped" });
});
