import type { Input } from "../../core/input.ts";
import type { Order } from "../../core/order.ts";

/** One order in motion. */
export type Motion = {
  /** Settles when nothing of it is in motion any more; never rejects. */
  readonly done: Promise<void>;
  /** Asks it to stop; `done` tells when it has. */
  stop(): void;
};

/** Where orders are carried out. Reports come any number of times, late or twice; the loop copes. */
export type Hands = {
  start(order: Order, report: (input: FromOrder) => void): Motion;
};

/** What reaches the loop from an order in motion. */
export type FromOrder = Extract<Input, { kind: "report" | "record_report" | "pulls" | "shut" | "reached" }>;
