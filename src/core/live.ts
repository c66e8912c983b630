import type { Attempt, AttemptKey } from "./attempt.ts";
import { usedAsTold } from "./budget/book.ts";
import { defaultConfig } from "./config.ts";
import { dependentsOf } from "./graph.ts";
import { askedAmong, isAskedFor } from "./intake/tended.ts";
import { LiveQueue, type Place } from "./queue.ts";
import { isReached, leaves, waitsForReach, type Reach, type Shut } from "./reach.ts";
import type { TaskRecord } from "./record.ts";
import { tallyKey, type Tally } from "./route/tally.ts";
import { agentOf } from "./rung.ts";
import { budgetsOver } from "./spending.ts";
import { landsNow, standingOf } from "./standing.ts";
import { emptyFleet, type Entities, type EntityRef, type Fleet, type State } from "./state.ts";
import type { Task, TaskId } from "./task.ts";

const nothingTouched = () => ({
  fleet: false,
  task: new Set<TaskId>(),
  record: new Set<TaskId>(),
  attempt: new Set<AttemptKey>(),
  tally: new Set<string>(),
});

/** A journal written before a setting was invented holds none for it, and one from before anything was added up no sums. */
const upToDate = (entities: Entities): Fleet => {
  const { fleet } = entities;
  const config = { ...defaultConfig, ...fleet.config };
  const used = fleet.used ?? usedAsTold({ ...entities, fleet: { ...fleet, config } });
  return { ...fleet, config, used };
};

/** The state as `evolve` holds it: maps that change, entities that are replaced, indexes that follow. */
export class LiveState implements State {
  seq: number;
  fleet: Fleet;
  readonly tasks: Map<TaskId, Task>;
  readonly records: Map<TaskId, TaskRecord>;
  readonly attempts: Map<AttemptKey, Attempt>;
  readonly tallies: Map<string, Tally>;
  readonly current = new Map<TaskId, AttemptKey>();
  readonly queue = new LiveQueue();
  readonly asked: Set<TaskId>;
  #touched = nothingTouched();

  constructor(entities?: Entities) {
    this.seq = entities?.seq ?? 0;
    this.fleet = entities === undefined ? emptyFleet : upToDate(entities);
    this.tasks = new Map(entities?.tasks);
    this.asked = askedAmong(this.tasks.values());
    this.records = new Map(entities?.records);
    this.attempts = new Map(entities?.attempts);
    this.tallies = new Map(entities?.tallies);
    for (const attempt of this.attempts.values()) {
      this.current.set(attempt.task, attempt.key);
      this.#tellOpen(undefined, attempt);
    }
    this.queue.open.letLeave(isReached(this));
    this.#fill();
    if (entities === undefined) this.#touched.fleet = true;
  }

  setFleet(change: Partial<Fleet>): void {
    this.fleet = { ...this.fleet, ...change };
    this.#touched.fleet = true;
  }

  /** The lane is free for the next. */
  leaveLane(holder: string): void {
    if (this.fleet.lane !== holder) return;
    const { lane: _, ...rest } = this.fleet;
    this.fleet = rest;
    this.#touched.fleet = true;
  }

  /** The machine has enough again, or too little of something. */
  setStrain(strain: Fleet["strain"]): void {
    const { strain: _, ...rest } = this.fleet;
    this.fleet = strain === undefined ? rest : { ...rest, strain };
    this.#touched.fleet = true;
  }

  /** What is known of GitHub now, and with it which tasks may begin. */
  setReach(known: Reach): void {
    const { github: before, reached: _, ...rest } = this.fleet;
    this.fleet = { ...rest, ...known };
    this.#touched.fleet = true;
    this.queue.open.letLeave(isReached(this));
    const asked = (shut: Shut | undefined): string => `${shut?.answer}\n${shut?.why}`;
    if ((before?.answer ?? known.github?.answer) === undefined || asked(before) === asked(known.github))
      return;
    for (const task of this.tasks.values()) if (leaves(this, task)) this.place(task.id);
  }

  setTask(task: Task): void {
    this.tasks.set(task.id, task);
    if (isAskedFor(task)) this.asked.add(task.id);
    else this.asked.delete(task.id);
    this.#touched.task.add(task.id);
  }

  removeTask(id: TaskId): void {
    this.tasks.delete(id);
    this.asked.delete(id);
    this.queue.forget(id);
    this.#touched.task.add(id);
  }

  setRecord(record: TaskRecord): void {
    this.records.set(record.task, record);
    this.#touched.record.add(record.task);
  }

  setAttempt(attempt: Attempt): void {
    const before = this.attempts.get(attempt.key);
    this.#tellOpen(before, attempt);
    this.attempts.set(attempt.key, attempt);
    this.current.set(attempt.task, attempt.key);
    this.#touched.attempt.add(attempt.key);
    // What its file says is done already holds those who depend on it up again while its work lands.
    if (landsNow(before) !== landsNow(attempt)) this.placeWithDependents(attempt.task);
  }

  removeAttempt(attempt: Attempt): void {
    this.#tellOpen(this.attempts.get(attempt.key), undefined);
    this.attempts.delete(attempt.key);
    this.current.delete(attempt.task);
    this.#touched.attempt.add(attempt.key);
  }

  setTally(tally: Tally): void {
    const key = tallyKey(tally);
    this.tallies.set(key, tally);
    this.#touched.tally.add(key);
  }

  removeTally(key: string): void {
    this.tallies.delete(key);
    this.#touched.tally.add(key);
  }

  /** Reads the graph anew and places the changed tasks, and all that stand otherwise because of them. */
  relink(changed: readonly TaskId[]): void {
    if (changed.length > this.tasks.size / 2) return this.#fill();
    const { isMoved } = this.#readGraph();
    for (const id of changed) this.placeWithDependents(id);
    for (const task of this.tasks.values()) if (isMoved(task)) this.place(task.id);
  }

  /** Places a task in the queue as it now stands. */
  place(id: TaskId): void {
    const task = this.tasks.get(id);
    if (task === undefined) return;
    const place = this.#placeOf(task);
    this.queue.setReady(place);
    this.queue.setWait(id, place.until);
  }

  /** Places a task and those that depend on it. */
  placeWithDependents(id: TaskId): void {
    this.place(id);
    for (const child of dependentsOf(this.queue.graph, id)) this.place(child);
  }

  /** The entities touched since last asked. */
  drainTouched(): EntityRef[] {
    const { fleet, ...byKind } = this.#touched;
    this.#touched = nothingTouched();
    const refs: EntityRef[] = fleet ? [{ kind: "fleet" }] : [];
    for (const kind of ["task", "record", "attempt", "tally"] as const)
      for (const id of byKind[kind]) refs.push({ kind, id });
    return refs;
  }

  /** An attempt that ends changes no more files. */
  #tellOpen(before: Attempt | undefined, after: Attempt | undefined): void {
    const changes = (attempt: Attempt | undefined): attempt is Attempt =>
      attempt !== undefined && attempt.step.phase !== "ending";
    if (changes(after) && !changes(before)) this.queue.open.begin(after.spec.touches);
    if (changes(before) && !changes(after)) this.queue.open.end(before.spec.touches);
  }

  #readGraph(): ReturnType<LiveQueue["relink"]> {
    return this.queue.relink(this.tasks, (id) => this.records.get(id)?.firstSeen ?? 0);
  }

  /** Reads the graph anew and places every task: sooner done at once than one by one where most have changed. */
  #fill(): void {
    this.#readGraph();
    this.queue.fill(Array.from(this.tasks.values(), (task) => this.#placeOf(task)));
  }

  #placeOf(task: Task): Place {
    const standing = standingOf(this, task);
    const rest = this.records.get(task.id)?.rest;
    if (rest?.kind === "final" && !rest.recorded) this.queue.unrecorded.add(task.id);
    else this.queue.unrecorded.delete(task.id);
    if (waitsForReach(this, standing, task)) this.queue.leaving.add(task.id);
    else this.queue.leaving.delete(task.id);
    const isReady = standing.kind === "ready";
    return {
      task,
      leaves: leaves(this, task),
      agent: isReady ? agentOf(this, task) : undefined,
      budgets: isReady ? budgetsOver(this, task) : "",
      until: standing.kind === "until" ? standing.at : undefined,
    };
  }
}
