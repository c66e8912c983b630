import type { PastAttempt } from "./attempt.ts";
import { clip } from "./brief.ts";
import { isDone } from "./standing.ts";
import type { State } from "./state.ts";
import type { Task, TaskId } from "./task.ts";

/** So much is handed on to a task of all that it names, in bytes. */
export const longestHandedOn = 4096;

const landedIn = (state: State, id: TaskId): PastAttempt | undefined => {
  const record = state.records.get(id);
  return record?.past.find(({ n, outcome }) => n === record.landed?.attempt && outcome.kind === "done");
};

const evidenceOf = (state: State, id: TaskId, n: number): string[] =>
  (state.records.get(id)?.remarks ?? []).flatMap((one) =>
    one.kind === "evidence" && one.attempt === n ? [`- it showed: ${one.title}: ${clip(one.text, 300)}`] : [],
  );

const workOf = (state: State, id: TaskId): string[] => {
  const past = landedIn(state, id);
  if (past?.outcome.kind !== "done") return [`\`results/${id}/\` tells what came of it.`];
  const { claims, files = [] } = past.account ?? {};
  return [
    `It landed as ${past.outcome.commit}: \`git show ${past.outcome.commit}\`.`,
    ...(claims === undefined ? [] : [clip(claims.summary.trim(), 800)]),
    ...(files.length === 0 ? [] : [clip(`Files: ${files.join(", ")}`, 600)]),
    ...evidenceOf(state, id, past.n),
  ];
};

const sectionOf = (state: State, id: TaskId): string => {
  const task = state.tasks.get(id);
  if (task === undefined) return `## ${id}\n\nNo task is called that.`;
  const lines = isDone(state, id) ? workOf(state, id) : ["It is not done yet."];
  return [`## ${id}: ${task.title}`, ...lines].join("\n\n");
};

/** What a task is told of others: of those that it names and of no other, in at most 4 KiB; undefined where it names none. */
export const handedOn = (state: State, { toldOf = [] }: Task): string | undefined =>
  toldOf.length === 0
    ? undefined
    : clip(
        ["# What other tasks did", ...toldOf.map((id) => sectionOf(state, id))].join("\n\n"),
        longestHandedOn,
      );
