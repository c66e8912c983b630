/** What commands may take at ten thousand tasks on two quiet cores, in milliseconds: the median of the clock on the wall. */
const aims: Readonly<Record<string, number>> = {
  version: 60,
  ls: 80,
  next_ready: 80,
  why: 80,
  ls_cold: 250,
  next_ready_cold: 250,
  why_cold: 250,
  add: 70,
  add_cold: 70,
  hold: 70,
  hold_cold: 70,
};

/** The aim of a command and whether it is met, for one that has an aim; the same beside an engine. */
export const aimOf = (command: string, ms: number): { aim: number; met: boolean } | undefined => {
  const aim = aims[command.replace(/^engine\./, "")];
  return aim === undefined ? undefined : { aim, met: ms <= aim };
};
