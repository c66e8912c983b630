import { readFront } from "./front.ts";

/** What a task's text says of where it was taken over from, and of the name that it had there. */
export const originIn = (text: string): { readonly source?: string; readonly id?: string } => {
  const front = readFront(text);
  const { source, id } = front.kind === "read" ? front.values : {};
  return {
    ...(typeof source === "string" ? { source } : {}),
    ...(typeof id === "string" ? { id } : {}),
  };
};
