import { availableParallelism, loadavg, totalmem } from "node:os";
import type { Vitals } from "../core/budget/admission.ts";

/** How often a machine is looked at, in milliseconds: its load is told as an average of a minute. */
const pace = 2000;

const vitals = (): Vitals => ({
  free: process.availableMemory(),
  // Where nothing constrains it this is more than there is.
  total: Math.min(totalmem(), process.constrainedMemory() || Infinity),
  load: loadavg()[0] ?? 0,
  cores: availableParallelism(),
});

/** Tells what the machine has left, again and again; returns how to stop. */
export const watchVitals = (tell: (vitals: Vitals) => void): (() => void) => {
  tell(vitals());
  const timer = setInterval(() => tell(vitals()), pace).unref();
  return () => clearInterval(timer);
};
