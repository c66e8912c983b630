import { renameSync, statSync } from "node:fs";

/** So long a log may become before another is begun, in bytes. */
const usual = 4 * 1024 * 1024;

/** Before a log is written on: one that has become long is put aside, in the place of what was there before. */
export const putAside = (log: string, most = usual): void => {
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > most) renameSync(log, `${log}.before`);
};
