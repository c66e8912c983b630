import { readFront } from "./front.ts";

/** Where a task's text says that it was taken over from. */
export const sourceIn = (text: string): string | undefined => {
  const front = readFront(text);
  const source = front.kind === "read" ? front.values["source"] : undefined;
  return typeof source === "string" ? source : undefined;
};
