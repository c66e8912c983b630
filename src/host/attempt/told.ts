import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Notice } from "../../engine/ports/model-agents.ts";
import { noticeFile, toldFile } from "../places.ts";

/** What an agent is told. */
export type Telling = Notice["messages"];

/** Why a run begins: nothing came before it; it was interrupted; it only hears what it is told; its conversation became too full. */
export type Why = "first" | "interrupted" | "told" | "full";

type Told = { readonly why: Why; readonly messages: Telling };

const write = (path: string, value: unknown): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify(value), { mode: 0o600 });
  renameSync(`${path}.new`, path);
};

const read = <T>(path: string, otherwise: T): T =>
  existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as T) : otherwise;

/** What lies there: a host of an older version left the messages alone. */
type Laid = Pick<Notice, "messages" | "limit">;

const laid = (folder: string): Laid => {
  const found = read<Laid | Telling>(noticeFile(folder), []);
  return "messages" in found ? found : { messages: found };
};

/** Lays down what an attempt's agent is to hear and what it may use, in the place of what lay there before. */
export const layNotice = (folder: string, { messages, limit }: Notice): void =>
  write(noticeFile(folder), { messages, ...(limit === undefined ? {} : { limit }) });

/** What the agent may use in all, where a limit was changed while it was at work. */
export const limitLaid = (folder: string): Notice["limit"] => laid(folder).limit;

/** Notes why a run begins and what its prompt holds, before it does. */
export const noteTold = (folder: string, run: number, told: Told): void => write(toldFile(folder, run), told);

/** What was noted of a run; one of an older version is taken for one that was interrupted. */
export const readTold = (folder: string, run: number): Told =>
  read(toldFile(folder, run), { why: "interrupted", messages: [] });

/**
 * What the agent has heard: what the prompts of those runs held in which a model answered. What was told to a run that came
 * to nothing is told again to the next.
 */
export const heardIn = (folder: string, answered: readonly number[]): Telling =>
  answered.flatMap((run) => readTold(folder, run).messages);

/** What lies there and has not been heard. */
export const unheard = (folder: string, heard: Telling): Telling => {
  const known = new Set(heard.map(({ id }) => id));
  return laid(folder).messages.filter(({ id }) => !known.has(id));
};
