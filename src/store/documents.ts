import type { Documents } from "../engine/ports/documents.ts";
import { setKeys } from "./edit.ts";
import { printResult } from "./result.ts";

/** The documents port: prints results, and sets the status of a task where its text can be edited safely. */
export const documents: Documents = {
  printResult,
  setStatus: (text, status) => {
    const edit = setKeys(text, { status });
    return edit.kind === "edited" ? edit.text : text;
  },
};
