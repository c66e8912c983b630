import type { ModelEnd, ModelJob } from "../../engine/ports/model-agents.ts";
import { transcriptOf, type Place } from "./desk.ts";
import { readStory, settled } from "./transcript.ts";

/** The end of a job that nobody is at work on any more, as far as it had come. */
export const stoppedIn = (place: Place, job: ModelJob): ModelEnd => {
  const { meter, heard, remarks, commands } = settled(readStory(transcriptOf(place), job));
  return { kind: "stopped", meter, heard, remarks, commands };
};
