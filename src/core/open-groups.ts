import { compareGroups, type ReadyGroup } from "./ready.ts";
import { scopeOf, type Scope } from "./scope.ts";
import { SortedList } from "./sorted.ts";

/** A folder that is worked in: by how many attempts, and the groups that were found shut by it. */
type Taken = { count: number; readonly shut: SortedList<ReadyGroup>; readonly forget: () => void };

type Folders = Map<string, Taken>;

const takenIn = (folders: Folders, folder: string): Taken => {
  const known = folders.get(folder);
  if (known !== undefined) return known;
  const forget = (): void => void folders.delete(folder);
  const made: Taken = { count: 0, shut: new SortedList(compareGroups), forget };
  folders.set(folder, made);
  return made;
};

/**
 * Ready groups that can reach the target and whose files nobody in motion may change, in their order. A group that is found shut is put aside under what shut
 * it, and not looked at again before that is over: a decision looks at what may be open, however much is not.
 */
export class OpenGroups implements Iterable<ReadyGroup> {
  /** Not found shut so far. */
  readonly #others = new SortedList<ReadyGroup>(compareGroups);
  /** Folders that attempts may change anything in. */
  readonly #held: Folders = new Map();
  /** Folders that attempts may change something in, at any depth. */
  readonly #entered: Folders = new Map();
  /** What is over, with groups still put aside under it. */
  readonly #over = new Set<Taken>();
  readonly #shutBy = new Map<ReadyGroup, Taken>();
  /** While nothing can leave by pull request, what has to is shut by this. */
  readonly #unreached: Taken = { count: 1, shut: new SortedList(compareGroups), forget: () => undefined };

  /** Holds these groups, and none of those before. */
  reset(groups: readonly ReadyGroup[]): void {
    for (const group of this.#shutBy.keys()) this.remove(group);
    this.#others.reset(groups);
  }

  add(group: ReadyGroup): void {
    this.#others.add(group);
  }

  /** Takes a group out, as it was when it was added. */
  remove(group: ReadyGroup): void {
    const taken = this.#shutBy.get(group);
    if (taken === undefined) {
      this.#others.remove(group);
      return;
    }
    this.#shutBy.delete(group);
    taken.shut.remove(group);
    this.#settle(taken);
  }

  /** An attempt begins that may change these files. */
  begin(touches: readonly string[]): void {
    this.#count(scopeOf(touches), 1);
  }

  /** It changes them no more. */
  end(touches: readonly string[]): void {
    this.#count(scopeOf(touches), -1);
  }

  /** Whether what leaves by pull request may begin. */
  letLeave(may: boolean): void {
    this.#unreached.count = may ? 0 : 1;
    this.#settle(this.#unreached);
  }

  *[Symbol.iterator](): Generator<ReadyGroup> {
    let last: ReadyGroup | undefined;
    for (let next = this.#after(last); next !== undefined; next = this.#after(last)) {
      const taken = this.#findTaken(next);
      if (taken === undefined) yield (last = next);
      else this.#putAside(next, taken);
    }
  }

  #after(last: ReadyGroup | undefined): ReadyGroup | undefined {
    let first = this.#others.after(last);
    for (const { shut } of this.#over) {
      const next = shut.after(last);
      if (next !== undefined && (first === undefined || compareGroups(next, first) < 0)) first = next;
    }
    return first;
  }

  #findTaken({ touches, leaves }: ReadyGroup): Taken | undefined {
    if (leaves && this.#unreached.count > 0) return this.#unreached;
    for (const folders of scopeOf(touches)) {
      const entered = this.#entered.get(folders.at(-1) ?? "");
      if (entered !== undefined && entered.count > 0) return entered;
      for (const folder of folders) {
        const held = this.#held.get(folder);
        if (held !== undefined && held.count > 0) return held;
      }
    }
    return undefined;
  }

  #putAside(group: ReadyGroup, taken: Taken): void {
    this.remove(group);
    taken.shut.add(group);
    this.#shutBy.set(group, taken);
  }

  #count(scope: Scope, by: 1 | -1): void {
    for (const folders of scope) {
      this.#countIn(this.#held, folders.at(-1) ?? "", by);
      for (const folder of folders) this.#countIn(this.#entered, folder, by);
    }
  }

  #countIn(folders: Folders, folder: string, by: 1 | -1): void {
    const taken = takenIn(folders, folder);
    taken.count += by;
    this.#settle(taken);
  }

  #settle(taken: Taken): void {
    const isOver = taken.count === 0;
    if (isOver && taken.shut.size > 0) this.#over.add(taken);
    else this.#over.delete(taken);
    if (isOver && taken.shut.size === 0) taken.forget();
  }
}
