/** A process, told apart from a later one with the same pid. `started` is opaque and compared only for equality. */
export type Identity = { readonly pid: number; readonly started: string };

/** What the operating system knows of processes. */
export type ProcessTable = {
  /** When the process began; `undefined` when it is gone. A zombie is gone. */
  started(pid: number): Promise<string | undefined>;
  /** Every process of ours whose environment holds one of the entries `NAME=value`. */
  holding(entries: readonly string[]): Promise<readonly Identity[]>;
};

/** Whether that very process is still there. */
export const isAlive = async (table: ProcessTable, { pid, started }: Identity): Promise<boolean> =>
  (await table.started(pid)) === started;
