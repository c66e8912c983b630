import type { Task } from "../../src/core/task.ts";

/** A task with everything but its name at its default. */
export const makeTask = (id: string, set: Partial<Task> = {}): Task => ({
  id,
  file: `tasks/${id}.md`,
  title: `Do ${id}`,
  status: "todo",
  priority: 2,
  dependsOn: [],
  budget: {},
  maxAttempts: 3,
  touches: [],
  verify: [],
  labels: [],
  hold: false,
  command: "true",
  digest: JSON.stringify([id, set]),
  ...set,
});
