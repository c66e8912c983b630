import { readFileSync } from "node:fs";
import { actionsIn } from "../../agents/builtin/actions.ts";
import { transcriptIn } from "../../agents/builtin/desk.ts";
import { driverNamed } from "../../agents/drivers.ts";
import { actionsTold, type Action } from "../../core/action.ts";
import { attemptKey } from "../../core/attempt.ts";
import type { TaskId } from "../../core/task.ts";
import { attemptFolder, modelFolder, streamsIn } from "../../host/places.ts";
import type { Opened } from "./opened.ts";

/** What an attempt's agent did, tool by tool: from its transcript, or from what it printed; a command does no such thing. */
export const actionsOf = ({ repository }: Opened, task: TaskId, attempt: number): readonly Action[] => {
  const folder = attemptFolder(repository.state, attemptKey(task, attempt));
  const signals = streamsIn(folder).flatMap(({ driver: name, path }) => {
    const driver = driverNamed(name);
    if (driver?.kind !== "agent") return [];
    return readFileSync(path, "utf8")
      .split("\n")
      .flatMap((line) => driver.read(line));
  });
  return [...actionsTold(signals), ...actionsIn(transcriptIn(modelFolder(folder)))];
};
