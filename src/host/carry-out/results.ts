import { createHash } from "node:crypto";
import type { EndOrder, HandOverOrder, LandOrder, RecordOrder } from "../../core/order.ts";
import type { AttemptResult } from "../../core/result.ts";
import type { StoredResult } from "../../engine/ports/git.ts";
import type { Tools } from "./tools.ts";

type Owner = EndOrder | HandOverOrder | LandOrder | RecordOrder;

/** The files of results as they stand in the target's tree. */
export const resultFiles = ({ ground, task }: Owner, results: readonly StoredResult[]) =>
  results.map(({ attempt, text }) => ({
    path: `${ground.config.folders.results}/${task}/${attempt}.md`,
    text,
  }));

/** The results of the attempts before this one, oldest first. */
export const resultsBefore = async (
  order: EndOrder | HandOverOrder | LandOrder,
  { git }: Tools,
): Promise<readonly StoredResult[]> => (await git.results(order)).filter(({ attempt }) => attempt < order.n);

/** A result's text, chained to the one before it by its digest. */
export const printChained = (
  result: Omit<AttemptResult, "previous">,
  before: readonly StoredResult[],
  { documents }: Tools,
): string => {
  const last = before.at(-1);
  const previous = last === undefined ? null : createHash("sha256").update(last.text).digest("hex");
  return documents.printResult({ ...result, previous }, []);
};
