import { listens, type Attempt } from "./attempt.ts";
import { units } from "./budget/amounts.ts";
import { lessened } from "./budget/bounds.ts";
import { waitingFor } from "./message.ts";
import type { Ground, Order, TellOrder } from "./order.ts";
import type { State } from "./state.ts";

/** What an agent at work has not heard yet, where it can be spoken to. */
const unheardBy = (state: State, { task, spec }: Attempt): TellOrder["messages"] =>
  listens(spec)
    ? waitingFor(state.records.get(task)).map(({ id, text, from }) =>
        from === undefined ? { id, text } : { id, text, from },
      )
    : [];

type Told = Pick<TellOrder, "messages" | "halt" | "limit">;

/** What there is to take in; undefined where that is nothing. */
const toldTo = (state: State, attempt: Attempt): Told | undefined => {
  const messages = unheardBy(state, attempt);
  const halt = attempt.step.phase === "halting" && listens(attempt.spec);
  if (attempt.bounds !== undefined) return { messages, halt, limit: lessened(attempt) };
  return messages.length === 0 && !halt ? undefined : { messages, halt };
};

/** What tells one telling from another. */
const nameOf = ({ messages, halt, limit }: Told): string => {
  const most = limit && `at most ${[...units, "turns" as const].map((one) => limit[one] ?? "all").join(" ")}`;
  return [messages.at(-1)?.id, halt ? "halt" : undefined, most].filter((one) => one !== undefined).join("/");
};

/**
 * What its agent, or who holds it to its limits, is to take in and has not yet. Another message makes another order of it, and
 * so does that it is to stop, or may use less.
 */
export const tellOrder = (state: State, attempt: Attempt, ground: Ground): Order | undefined => {
  const { key, task, n, turn, spec, step } = attempt;
  const told = step.phase === "working" || step.phase === "halting" ? toldTo(state, attempt) : undefined;
  return (
    told && {
      kind: "tell",
      key: `${key}/telling/${nameOf(told)}`,
      attempt: key,
      task,
      n,
      turn,
      ground,
      ...told,
      driver: spec.terms === undefined ? "shell" : (spec.terms.driver ?? "builtin"),
    }
  );
};
