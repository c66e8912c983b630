import { readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { isSame } from "../../core/same.ts";
import type { Answers } from "../../faces/doors/survey.ts";
import { filesIn, replaceFile } from "../files.ts";
import type { Opened } from "./opened.ts";

/** So many answers are kept: one to each of the questions asked last. */
const most = 16;

/** What an answer was given to, and when it was right. */
type Head = {
  readonly question: string;
  readonly mark: string;
  readonly from: number;
  readonly until: number;
};

/** A name for a question (FNV-1a): should two share one, the later takes the place of the earlier. */
const nameOf = (question: string): string => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < question.length; at += 1)
    hash = Math.imul(hash ^ question.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
};

const prune = (folder: string): void => {
  const files = readdirSync(folder).map((name) => join(folder, name));
  if (files.length <= most) return;
  const byAge = files.map((path) => ({ path, at: statSync(path).mtimeMs })).sort((a, b) => b.at - a.at);
  for (const { path } of byAge.slice(most)) rmSync(path, { force: true });
};

/** The answers given to what a mark tells from all else; each holds for a while at most. */
export const answersTo = ({ repository }: Opened, mark: string, now: number): Answers => {
  const folder = filesIn(repository.state).answers;
  const fileOf = (question: string): string => join(folder, nameOf(question));
  return {
    recall: (question) => {
      try {
        const kept = readFileSync(fileOf(question));
        const end = kept.indexOf("\n");
        const { from, until, ...asked } = JSON.parse(kept.toString("utf8", 0, end)) as Head;
        const isRight = isSame(asked, { question, mark }) && now >= from && now < until;
        return isRight ? kept.subarray(end + 1) : undefined;
      } catch {
        return undefined;
      }
    },
    keep: (question, text, until) => {
      if (until <= now) return;
      const head: Head = { question, mark, from: now, until };
      try {
        replaceFile(fileOf(question), `${JSON.stringify(head)}\n${text}`);
        prune(folder);
      } catch {
        // It is made again the next time.
      }
    },
  };
};
