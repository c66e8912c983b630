import type { Order } from "../core/order.ts";
import type { Clock } from "./ports/clock.ts";
import type { FromOrder, Hands, Motion } from "./ports/hands.ts";

type Moving = { readonly order: Order; readonly motion: Motion; stopping: boolean };

type Told = {
  readonly report: (input: FromOrder) => void;
  /** An order came to rest: others may start where it was. */
  readonly freed: () => void;
};

/** The same key with another turn is another thing to do. */
const identity = ({ key, turn }: Order): string => `${key} ${turn}`;

const worktree = (order: Order): string => {
  if (order.kind === "verify") return `check-${order.slot}`;
  if ("slot" in order) return `agent-${order.slot}`;
  if (order.kind === "land" || order.kind === "record") return "target";
  return order.kind === "tell" ? `the ear of ${order.attempt}` : order.key;
};

/**
 * What an order has for itself alone: its attempt (or its record) and where it works. The state gives a place on as soon
 * as an order is called off; the next order there waits until the one before has come to rest. What an agent is told goes
 * beside its work.
 */
const places = (order: Order): string[] =>
  order.kind === "tell"
    ? [`in ${worktree(order)}`]
    : [`of ${order.key.slice(0, order.key.lastIndexOf("/"))}`, `in ${worktree(order)}`];

/** What only tidies up behind an attempt does so beside the others, and not before them. */
const inTurn = (orders: readonly Order[]): readonly Order[] => [
  ...orders.filter(({ kind }) => kind !== "end"),
  ...orders.filter(({ kind }) => kind === "end"),
];

/** Longest wait before an order is started again that came to rest without changing anything, in milliseconds. */
const longest = 10_000;

/** What is in motion, matched against what should be: starts what is missing, stops what is no longer listed. */
export class InMotion {
  readonly #world: { readonly clock: Clock; readonly hands: Hands };
  readonly #told: Told;
  readonly #moving = new Map<string, Moving>();
  /** Orders that came to rest while still listed: how often, and not before when to start them again. */
  readonly #fruitless = new Map<string, { times: number; notBefore: number }>();

  constructor(world: { readonly clock: Clock; readonly hands: Hands }, told: Told) {
    this.#world = world;
    this.#told = told;
  }

  match(orders: readonly Order[]): void {
    const listed = new Map(orders.map((order) => [identity(order), order]));
    for (const [name, moving] of this.#moving) if (!listed.has(name)) this.#stop(moving);
    for (const name of this.#fruitless.keys()) if (!listed.has(name)) this.#fruitless.delete(name);
    for (const name of this.#moving.keys()) listed.delete(name);
    if (listed.size === 0) return;
    const busy = new Set([...this.#moving.values()].flatMap(({ order }) => places(order)));
    const isFree = (order: Order): boolean => !places(order).some((place) => busy.has(place));
    for (const order of inTurn([...listed.values()]))
      if (isFree(order) && this.#mayStart(order)) this.#start(order);
  }

  /** When the next listed order that rested without changing anything may start again; undefined when there is none. */
  nextStart(now: number): number | undefined {
    const waiting = this.#fruitless.values().filter(({ notBefore }) => notBefore > now);
    return waiting.reduce<number | undefined>(
      (next, { notBefore }) => Math.min(next ?? Infinity, notBefore),
      undefined,
    );
  }

  async stopAll(): Promise<void> {
    const all = [...this.#moving.values()];
    for (const moving of all) this.#stop(moving);
    await Promise.all(all.map(({ motion }) => motion.done));
  }

  #mayStart(order: Order): boolean {
    const fruitless = this.#fruitless.get(identity(order));
    return fruitless === undefined || fruitless.notBefore <= this.#world.clock.now();
  }

  #start(order: Order): void {
    const name = identity(order);
    const motion = this.#world.hands.start(order, this.#told.report);
    this.#moving.set(name, { order, motion, stopping: false });
    void motion.done.then(() => this.#rested(name));
  }

  #stop(moving: Moving): void {
    if (moving.stopping) return;
    moving.stopping = true;
    moving.motion.stop();
  }

  /** An order that rests has told what it had to tell. If it is listed all the same, it starts again, ever more slowly. */
  #rested(name: string): void {
    this.#moving.delete(name);
    const times = (this.#fruitless.get(name)?.times ?? 0) + 1;
    const now = this.#world.clock.now();
    const notBefore = now + Math.min(longest, 100 * 2 ** (times - 1));
    this.#fruitless.set(name, { times, notBefore });
    this.#told.freed();
  }
}
