import type { State } from "../state.ts";
import type { Task } from "../task.ts";
import type { Paid } from "../rung.ts";
import { routeAmong, routeOf, type Route } from "./route.ts";
import { nameOf } from "./words.ts";

/** Whether a task can begin now, as far as that is a matter of who works on it. */
export type Start =
  /** The shell works on it, or nobody: there is nothing to choose. */
  | { readonly kind: "unpaid" }
  | { readonly kind: "goes"; readonly route: Route }
  /** Whom it was chosen for cannot begin now, and nobody who is as cheap can. */
  | { readonly kind: "waits"; readonly route: Route };

/** Whom of these is expected to cost no more than the one who was chosen; the ladder knows of no other. */
const asCheap = ({ answer, paid }: Route): readonly Paid[] => {
  if (answer === undefined || answer.by === "ladder") return [];
  const most = answer.seen[answer.at]?.usd ?? 0;
  return paid.filter((_, at) => at !== answer.at && (answer.seen[at]?.usd ?? Infinity) <= most);
};

type Asked = { readonly now: number; readonly mayStart: (paid: Paid) => boolean };

/**
 * Who begins a task now. Another takes the place of one who cannot, but never a dearer one: a queue must not make dear what
 * a moment's patience has for less.
 */
export const startOf = (state: State, task: Task, { now, mayStart }: Asked): Start => {
  const route = routeOf(state, task, { now });
  if (route === undefined) return { kind: "unpaid" };
  if (mayStart(route.rung)) return { kind: "goes", route };
  const other = routeAmong({ state, task, moment: { now } }, asCheap(route).filter(mayStart));
  if (other === undefined) return { kind: "waits", route };
  const { choice } = other;
  const busy = nameOf(
    route.question.candidates,
    route.question.candidates.findIndex(
      ({ agent, model }) => agent === route.rung.agent.name && model === route.rung.model,
    ),
  );
  const why = `${choice.why}; ${busy} would go before it, and cannot begin now`;
  return { kind: "goes", route: { ...other, choice: { ...choice, by: "outcomes", why } } };
};
