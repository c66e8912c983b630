import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { readBeads } from "../../core/intake/beads.ts";
import { issuesInExport } from "../../core/intake/export.ts";
import { askedByIssue, type Issue } from "../../core/intake/issue.ts";
import { isOpenedFor } from "../../core/intake/opened.ts";
import type { Config } from "../../core/config.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import { strangers, type Imported, type ImportRequest } from "../../faces/doors/writing.ts";
import { issuesWith } from "../../github/issues.ts";
import { loadConfig } from "../../store/look.ts";
import { writeAllNew } from "../../store/write.ts";
import { systemClock } from "../clock.ts";
import { filesIn } from "../files.ts";
import { count } from "../../views/words.ts";
import { answered, githubClient } from "./github-client.ts";
import { takeForeign } from "./import-foreign.ts";
import { fromFolder } from "./import-folder.ts";
import { manyIn, placeAt, type Place } from "./import-place.ts";
import { fromRoadmap } from "./import-roadmap.ts";
import { Shelf } from "./import-shelf.ts";
import { fromTaskmaster } from "./import-taskmaster.ts";
import type { Checked } from "./opened.ts";

/** An issue that was opened for a task of this repository's asks for no other. */
const askForIssues = (shelf: Shelf, issues: readonly Issue[], label: string): void => {
  for (const issue of issues)
    if (!isOpenedFor(issue.text)) shelf.ask(askedByIssue(issue, label));
    else if (!shelf.holds(issue.url)) shelf.left.push({ source: issue.url, why: "it was opened for a task" });
};

const fromIssues = async (shelf: Shelf, opened: Checked, given: Given): Promise<void> => {
  const client = await githubClient(opened, given.config);
  const { label } = given.request;
  const issues = await answered(() => issuesWith(client, label));
  askForIssues(shelf, issues, label);
  const { owner, repo } = client.place;
  if (issues.length === 0) shelf.notices.add(`${owner}/${repo} has no open issue with the label ${label}.`);
};

/** The issues of a file: of `gh issue list --json …`, or as GitHub's REST interface lists them. */
const fromExport = (shelf: Shelf, path: string, { label, ready }: ImportRequest): void => {
  const found = issuesInExport(manyIn(path));
  if (found === undefined)
    throw new UsageError(
      `${path} holds no tasks of Task Master's, and no list of issues in JSON: gh issue list --json number,title,body,author,labels,milestone,state,url`,
    );
  if (ready) throw new UsageError(strangers);
  const { issues, left, closed } = found;
  askForIssues(shelf, issues, label);
  shelf.left.push(...left.map(({ at, why }) => ({ source: `${basename(path)}[${at}]`, why })));
  if (closed > 0) shelf.notices.add(`What is closed becomes no task: ${count(closed, "issue")}.`);
};

/** What only one kind of place can be asked for. */
const refuse = ({ kind, path }: Place, { bullets, tag }: ImportRequest): void => {
  if (bullets && kind !== "roadmap")
    throw new UsageError(`--bullets is about a roadmap's lists, and ${path} is none: leave it out`);
  if (tag !== undefined && kind !== "taskmaster")
    throw new UsageError(`--tag is about the lists of Task Master, and ${path} is none: leave it out`);
};

const fromPath = (shelf: Shelf, place: Place, request: ImportRequest): void => {
  refuse(place, request);
  const { path } = place;
  const { ready } = request;
  if (place.kind === "beads") {
    const file = shelf.named(path);
    takeForeign(shelf, readBeads({ file, text: place.text }), { tool: "beads", ready });
  } else if (place.kind === "taskmaster") fromTaskmaster(shelf, place, request);
  else if (place.kind === "folder") fromFolder(shelf, path, ready);
  else if (place.kind === "issues") fromExport(shelf, path, request);
  else fromRoadmap(shelf, path, request);
};

type Given = { readonly config: Config; readonly request: ImportRequest };

/** Makes tasks of what lies in other places. What is here already stays as it is, however often it is asked for. */
export const importFrom = async (
  opened: Checked,
  folder: string,
  request: ImportRequest,
): Promise<Imported> => {
  const { checkout: root, state } = opened.repository;
  const { config } = await loadConfig({ root, index: filesIn(state).index }, systemClock.now());
  const shelf = new Shelf(root, config);
  const { from } = request;
  if (from === "issues") await fromIssues(shelf, opened, { config, request });
  else {
    const path = resolve(folder, from);
    if (!existsSync(path))
      throw new UsageError(
        `${from} is not there: name a folder of tasks, a roadmap, a file of tasks or issues, or \`issues\``,
      );
    fromPath(shelf, placeAt(path), request);
  }
  if (request.write) writeAllNew(root, shelf.files);
  const { files, kept, left, notices } = shelf;
  return { files, kept, left, notices: [...notices] };
};
