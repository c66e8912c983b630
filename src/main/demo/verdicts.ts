import type { Event } from "../../core/event.ts";
import type { Verdict } from "../../faces/stage.ts";
import type { Summary } from "../../views/summary.ts";

/** The task that nobody can do, and the one that a person is to look at. */
const [impossible, looked] = ["squeeze", "manual"];

const failedBy =
  (kind: string, attempt: RegExp) =>
  (event: Event): boolean =>
    event.kind === "attempt.failed" && event.failure.kind === kind && attempt.test(event.key);

const claimed =
  (key: string, model: string) =>
  (event: Event): boolean =>
    event.kind === "attempt.claimed" &&
    `${event.task}@${event.n}` === key &&
    event.spec.terms?.model === model;

/** What the script says happens on the way. */
const script: readonly (readonly [what: string, happened: (event: Event) => boolean])[] = [
  ["the first attempt at wrap was rejected by its checks", failedBy("rejected", /^wrap@1$/)],
  ["the second went to the next model, with the evidence", claimed("wrap@2", "claude-sonnet-5-5")],
  ["camel and kebab met in a conflict, and one was redone", failedBy("conflict", /^(?:camel|kebab)@1$/)],
  [
    `${impossible}, which nobody can do, was recorded as failed`,
    (event) => event.kind === "task.recorded" && event.task === impossible,
  ],
];

/** Whether it ended as it had to: all the others landed, and one waits to be looked at. */
const ends = (tasks: readonly string[], { done, failed, waiting }: Summary): Verdict[] => {
  const missing = tasks.filter((id) => id !== impossible && id !== looked && !done.includes(id));
  return [
    {
      what:
        missing.length === 0
          ? "every other task was proved and landed"
          : `every other task was proved and landed (not: ${missing.join(", ")})`,
      holds: missing.length === 0,
    },
    {
      what: `only ${impossible} failed, and only ${looked} waits: it wants you to look at it`,
      holds: failed.join() === impossible && waiting.join() === looked,
    },
  ];
};

/** What came of the demonstration, held against its script. A real model may do without the script's mistakes. */
export const verdictsOn = (
  tasks: readonly string[],
  { live, seen, summary }: { live: boolean; seen: readonly Event[]; summary: Summary },
): readonly Verdict[] => {
  const ways = live ? [] : script.map(([what, happened]) => ({ what, holds: seen.some(happened) }));
  return [...ways, ...ends(tasks, summary)];
};
