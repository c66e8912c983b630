import { followupsIn, questionsIn } from "../core/remark.ts";
import type { State } from "../core/state.ts";
import type { TaskId } from "../core/task.ts";
import type { Plea } from "./plea.ts";
import { command, count } from "./words.ts";

/** What agents ask of people, and tasks that they propose. Nothing waits for it: they go on meanwhile. */
export const askedIn = (state: State): (Plea & { readonly task: TaskId })[] =>
  [...state.records.values()].flatMap((record) => {
    const { task } = record;
    if (!state.tasks.has(task)) return [];
    const questions = record.landed === undefined ? questionsIn(record) : [];
    const followups = followupsIn(record).length;
    const asked = questions.map(({ text }) => ({
      what: `its agent asks: ${text.replaceAll(/\s+/g, " ")}`,
      answer: `${command("say", task)} …`,
      task,
    }));
    const what = `its agent proposes ${count(followups, "task")}`;
    return followups === 0 ? asked : [...asked, { what, answer: "traffic followups", task }];
  });
