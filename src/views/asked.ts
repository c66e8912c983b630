import { followupsIn, questionsIn } from "../core/remark.ts";
import type { TaskRecord } from "../core/record.ts";
import type { State } from "../core/state.ts";
import type { TaskId } from "../core/task.ts";
import type { Plea } from "./plea.ts";
import { command, count } from "./words.ts";

/** What a task's agent asks of people, and tasks that it proposes. Nothing waits for it: it goes on meanwhile. */
export const askedOf = (record: TaskRecord | undefined): readonly Plea[] => {
  if (record?.remarks === undefined) return [];
  const questions = record.landed === undefined ? questionsIn(record) : [];
  const followups = followupsIn(record).length;
  const asked = questions.map(({ text }) => ({
    what: `its agent asks: ${text.replaceAll(/\s+/g, " ")}`,
    answer: `${command("say", record.task)} …`,
  }));
  const what = `its agent proposes ${count(followups, "task")}`;
  return followups === 0 ? asked : [...asked, { what, answer: "traffic followups" }];
};

/** What all agents ask of people. */
export const askedIn = (state: State): (Plea & { readonly task: TaskId })[] =>
  [...state.records.values()].flatMap((record) =>
    state.tasks.has(record.task) ? askedOf(record).map((plea) => ({ ...plea, task: record.task })) : [],
  );
