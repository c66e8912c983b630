import type { TaskId } from "../../core/task.ts";
import type { Reason, Summary } from "../../views/summary.ts";
import { command } from "../../views/words.ts";
import { alike } from "./alike.ts";
import { styled, type Line } from "./text/line.ts";

/** So many of a kind are told in full. */
const most = 20;

const reasonLines = (names: string, reason: Reason | undefined): Line[] => {
  const why: Line = [`  ${names}  `, styled(reason?.why ?? "", "dim")];
  return reason?.answer === undefined ? [why] : [why, [styled(`      -> ${reason.answer}`, "strong")]];
};

/** What waits for a person first: that is what can be acted on. */
const answerableFirst = ({ waiting, reasons }: Summary): TaskId[] => {
  const rank = (id: TaskId): number => (reasons.get(id)?.answer === undefined ? 1 : 0);
  return [...waiting].sort((a, b) => rank(a) - rank(b));
};

/** Tasks that wait for the same are told together: one deed answers all of them. */
const waitingLines = (summary: Summary): Line[] => {
  const { reasons, waiting } = summary;
  if (waiting.length === 0) return [];
  const rows = answerableFirst(summary).map((task) => ({ task }));
  const groups = alike(rows, ({ task }) => {
    const { why = "", answer } = reasons.get(task) ?? {};
    return [why, answer];
  });
  const rest = groups.slice(most).reduce((sum, { of }) => sum + of, 0);
  const lines = groups
    .slice(0, most)
    .flatMap(({ names, one: { task } }) => reasonLines(names, reasons.get(task)));
  const more = rest > 0 ? [`  … and ${rest} more: traffic ls`] : [];
  return ["", [styled("Waiting", "warn")], ...lines, ...more];
};

const section = (title: Line, ids: readonly string[], linesOf: (id: string) => Line[]): Line[] => {
  if (ids.length === 0) return [];
  const more = ids.length > most ? [`  … and ${ids.length - most} more: traffic ls`] : [];
  return ["", title, ...ids.slice(0, most).flatMap(linesOf), ...more];
};

/** That there is nothing to run is no success: whoever wrote a draft may wonder. */
const draftLines = ([first = "", ...others]: readonly TaskId[]): Line[] => {
  const what = others.length === 0 ? `${first} is a draft` : `${1 + others.length} tasks are drafts`;
  return [
    "",
    `Nothing is meant to run yet: ${what}.`,
    [styled(`      -> ${command("release", first)}`, "strong")],
  ];
};

/** The end of a run for people: what is done, what failed and why, what waits for whom and what answers. */
export const summaryLines = (summary: Summary): Line[] => {
  const { done, failed, waiting, drafts, unread, reasons } = summary;
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
    ...section([styled("Failed", "bad")], failed, (id) => reasonLines(id, reasons.get(id))),
    ...waitingLines(summary),
    ...section([styled("Could not be read: traffic ls says why", "bad")], unread, (file) => [`  ${file}`]),
  ];
};
