import { hash } from "node:crypto";
import type { FoundFile, Reading } from "./disk.ts";
import { isRacy, type Entry, type Kind, type Kinds } from "./entry.ts";
import type { Parsed, Source } from "./task.ts";

/** Makes a value of a text. */
export type Parse = (source: Source) => Parsed<Kinds[Kind]>;

/** What was read of a file. `now` is in milliseconds since the epoch. */
export type Request = {
  readonly kind: Kind;
  readonly file: FoundFile;
  readonly reading: Reading;
  readonly now: number;
};

const parsedText = (
  { file: { path }, reading }: Request,
  parse: Parse,
): Pick<Entry, "digest" | "value" | "problems"> => {
  if ("problem" in reading) return { digest: "", problems: [reading.problem] };
  const digest = hash("sha256", reading.text);
  return { digest, ...parse({ file: path, text: reading.text, digest }) };
};

/** What a reading says, with the last good value where it says nothing that can be understood. */
export const entryFrom = (request: Request, last: Entry | undefined, parse: Parse): Entry => {
  const { kind, file, reading, now } = request;
  const { path, stamp } = file;
  const racy = isRacy(stamp, now);
  const earlier = last?.kind === kind ? last : undefined;
  if (earlier !== undefined && "text" in reading && earlier.digest === hash("sha256", reading.text)) {
    return { ...earlier, stamp, racy };
  }
  const parsed = parsedText(request, parse);
  const value = parsed.value ?? earlier?.value;
  return { path, kind, stamp, racy, ...parsed, ...(value === undefined ? {} : { value }) };
};
