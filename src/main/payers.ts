import { isSame } from "../core/same.ts";
import type { Unpaid } from "../core/unpaid.ts";
import { unpaidHere } from "./doors/payer.ts";

/** How often is looked whether a program has come or gone, in milliseconds. */
const pace = 5000;

/** Tells which drivers cannot work here, and again each time that is otherwise; returns how to stop. */
export const watchPayers = (tell: (unpaid: readonly Unpaid[]) => void): (() => void) => {
  let known = unpaidHere();
  tell(known);
  const look = (): void => {
    const now = unpaidHere();
    if (isSame(now, known)) return;
    known = now;
    tell(now);
  };
  const timer = setInterval(look, pace).unref();
  return () => clearInterval(timer);
};
