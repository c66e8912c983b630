import type { KeptImage, ListedTasks } from "../../store/image.ts";
import type { Lists } from "../../store/lists.ts";
import type { Listing } from "../../views/listing.ts";
import type { PhaseWord } from "../../views/phase.ts";
import { rowFrom, type Shown, type TaskList, type Told } from "../../views/tasks.ts";

/** What lists say, to be kept; undefined where that changes from moment to moment. */
export const listsOf = ({ until, problems, rows: list }: Listing, now: number): Lists | undefined => {
  if (until <= now) return undefined;
  const { rows, done } = list(() => true);
  return { from: now, until, done, problems, rows };
};

/** What tells whether a task is wanted; of most, nobody asks for more than the phase. */
class Listed implements Shown {
  readonly phase: PhaseWord;
  readonly #n: number;
  readonly #lists: ListedTasks;

  constructor(n: number, lists: ListedTasks) {
    this.phase = lists.phase(n) as PhaseWord;
    this.#n = n;
    this.#lists = lists;
  }

  get labels(): readonly string[] {
    return this.#lists.task(this.#n).labels;
  }

  get milestone(): string | undefined {
    return this.#lists.task(this.#n).milestone;
  }
}

/** What lists said of the state in an image, as long as they say so. */
export const keptListing = (image: KeptImage, now: number): Listing | undefined => {
  const kept = image.lists();
  if (kept === undefined || now < kept.from || now >= kept.until) return undefined;
  const { until, problems, done, order, id, title, priority, task, phase, reason, said } = kept;
  const listed = <Row>(isWanted: (task: Shown) => boolean, rowOf: (n: number) => Row): TaskList<Row> => {
    const numbers = Array.from(order).filter((n) => isWanted(new Listed(n, kept)));
    return { rows: numbers.map(rowOf), all: order.length, done };
  };
  return {
    until,
    problems,
    phases: () => Array.from(order, (_, n) => [id(n), phase(n) as PhaseWord] as const),
    lines: (isWanted) =>
      listed(isWanted, (n) => ({
        id: id(n),
        title: title(n),
        phase: phase(n) as PhaseWord,
        reason: reason(n),
        priority: priority(n),
      })),
    rows: (isWanted) => listed(isWanted, (n) => rowFrom(task(n), said(n) as Told)),
  };
};
