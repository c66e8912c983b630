import type { TaskId } from "../../core/task.ts";
import type { Summary } from "../../views/summary.ts";
import { command } from "../../views/words.ts";
import { styled, type Line } from "./text/line.ts";

/** So many of a kind are told in full. */
const most = 20;

const taskLines =
  ({ reasons }: Summary) =>
  (id: TaskId): Line[] => {
    const reason = reasons.get(id);
    const why: Line = [`  ${id}  `, styled(reason?.why ?? "", "dim")];
    return reason?.answer === undefined ? [why] : [why, [styled(`      -> ${reason.answer}`, "strong")]];
  };

const section = (title: Line, ids: readonly string[], linesOf: (id: string) => Line[]): Line[] => {
  if (ids.length === 0) return [];
  const more = ids.length > most ? [`  … and ${ids.length - most} more: traffic ls`] : [];
  return ["", title, ...ids.slice(0, most).flatMap(linesOf), ...more];
};

/** What waits for a person first: that is what can be acted on. */
const answerableFirst = ({ waiting, reasons }: Summary): TaskId[] => {
  const rank = (id: TaskId): number => (reasons.get(id)?.answer === undefined ? 1 : 0);
  return [...waiting].sort((a, b) => rank(a) - rank(b));
};

/** That there is nothing to run is no success: whoever wrote a draft may wonder. */
const draftLines = ([first = "", ...others]: readonly TaskId[]): Line[] => {
  const what = others.length === 0 ? "the only task is a draft" : `all ${1 + others.length} tasks are drafts`;
  return [
    "",
    `Nothing is meant to run yet: ${what}.`,
    [styled(`      -> ${command("release", first)}`, "strong")],
  ];
};

/** The end of a run for people: what is done, what failed and why, what waits for whom and what answers. */
export const summaryLines = (summary: Summary): Line[] => {
  const { done, failed, waiting, drafts, unread } = summary;
  const all = done.length + failed.length + waiting.length;
  if (all === 0 && drafts.length > 0 && unread.length === 0) return draftLines(drafts);
  const counts: Line = [
    styled(`${done.length} of ${all} done`, done.length === all ? "good" : "strong"),
    ...(failed.length === 0 ? [] : [", ", styled(`${failed.length} failed`, "bad")]),
    ...(waiting.length === 0 ? [] : [", ", styled(`${waiting.length} waiting`, "warn")]),
  ];
  return [
    "",
    counts,
    ...section([styled("Failed", "bad")], failed, taskLines(summary)),
    ...section([styled("Waiting", "warn")], answerableFirst(summary), taskLines(summary)),
    ...section([styled("Could not be read: traffic ls says why", "bad")], unread, (file) => [`  ${file}`]),
  ];
};
