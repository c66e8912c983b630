import type { Issue } from "./issue.ts";
import { isRow, parsed, textIn, type Row } from "./row.ts";

/** What a file of issues holds: what can be read, what not and why, and how many are closed. */
type Exported = {
  readonly issues: readonly Issue[];
  readonly left: readonly { readonly at: number; readonly why: string }[];
  readonly closed: number;
};

/** A name that is written as it is, or inside of what it names. */
const nameIn = (value: unknown, key: string): string | undefined => {
  if (typeof value === "string") return value;
  return isRow(value) ? textIn(value, key) : undefined;
};

const dayIn = (milestone: unknown): { readonly due?: string } => {
  const due = isRow(milestone) ? textIn(milestone, "due_on", "dueOn") : undefined;
  const [day] = /^\d{4}-\d\d-\d\d/.exec(due ?? "") ?? [];
  return day === undefined ? {} : { due: day };
};

const issueFrom = (row: Row): Issue | string => {
  const { number, labels } = row;
  const title = textIn(row, "title");
  const url = textIn(row, "html_url", "url");
  if (typeof number !== "number" || !Number.isSafeInteger(number)) return "it has no number";
  if (title === undefined) return "it has no title";
  if (url === undefined || !/^https?:\/\//.test(url)) return "it has no url: it could not be known again";
  return {
    number,
    // The REST interface names its own address first; people and their browsers know the other.
    url,
    title,
    text: textIn(row, "body") ?? "",
    by: nameIn(row["user"] ?? row["author"], "login") ?? "ghost",
    labels: (Array.isArray(labels) ? labels : []).flatMap((label) => nameIn(label, "name") ?? []),
    ...dayIn(row["milestone"]),
  };
};

const isClosed = (row: Row): boolean => textIn(row, "state")?.toLowerCase() === "closed";

/** Pull requests are issues to GitHub and to nobody else. */
const isPull = (row: Row): boolean => isRow(row["pull_request"]);

/** Reads issues as `gh issue list --json` and GitHub's REST interface print them; `undefined` for anything that is no list. */
export const issuesInExport = (text: string): Exported | undefined => {
  const rows = parsed(text);
  if (!Array.isArray(rows)) return undefined;
  const issues: Issue[] = [];
  const left: Exported["left"][number][] = [];
  let closed = 0;
  for (const [at, row] of (rows as readonly unknown[]).entries()) {
    const found = isRow(row) ? issueFrom(row) : "it is no issue";
    if (isRow(row) && isClosed(row)) closed += 1;
    else if (isRow(row) && isPull(row)) left.push({ at, why: "it is a pull request" });
    else if (typeof found === "string") left.push({ at, why: found });
    else issues.push(found);
  }
  return { issues, left, closed };
};
