import type { Stamped } from "../../src/core/event.ts";
import type { Attempt } from "../../src/core/attempt.ts";
import type { TaskRecord } from "../../src/core/record.ts";
import type { Tally } from "../../src/core/route/tally.ts";
import { emptyFleet, type Entities, type Fleet } from "../../src/core/state.ts";
import type { Task } from "../../src/core/task.ts";
import type { Batch, EntityChange, Journal } from "../../src/engine/ports/journal.ts";

/** Thrown where a process would have been killed. */
export class Killed extends Error {}

type Kill = { readonly at: number; readonly when: "before" | "after" };

const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** A journal in memory that keeps what JSON keeps, and kills its writer at a chosen append. */
export class MemoryJournal implements Journal {
  readonly events: Stamped[] = [];
  appends = 0;
  kill: Kill | undefined;
  #fleet: Fleet = emptyFleet;
  readonly #tasks = new Map<string, Task>();
  readonly #records = new Map<string, TaskRecord>();
  readonly #attempts = new Map<string, Attempt>();
  readonly #tallies = new Map<string, Tally>();

  append(batch: Batch): void {
    this.appends += 1;
    const kill = this.kill?.at === this.appends ? this.kill : undefined;
    if (kill?.when === "before") throw new Killed();
    this.events.push(...json(batch.events));
    for (const change of batch.changes) this.#keep(json(change));
    if (kill?.when === "after") throw new Killed();
  }

  load(): Entities {
    return json({
      seq: this.events.at(-1)?.seq ?? 0,
      fleet: this.#fleet,
      tasks: [...this.#tasks],
      records: [...this.#records],
      attempts: [...this.#attempts],
      tallies: [...this.#tallies],
    }) as unknown as Entities;
  }

  close(): void {}

  #keep(change: EntityChange): void {
    if (change.kind === "fleet") this.#fleet = change.value;
    else {
      const maps = {
        task: this.#tasks,
        record: this.#records,
        attempt: this.#attempts,
        tally: this.#tallies,
      };
      const map = maps[change.kind] as Map<string, unknown>;
      if (change.value === undefined) map.delete(change.id);
      else map.set(change.id, change.value);
    }
  }
}
