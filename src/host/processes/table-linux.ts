import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Identity, ProcessTable } from "./table.ts";

/** A file under /proc; `undefined` when its process is gone or not ours to look at. */
const read = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
};

/** Start times count from the boot, so the boot belongs to them. The wrapper's script builds the same text. */
const bootId = read("/proc/sys/kernel/random/boot_id")?.toString().trim() ?? "";

/** What the system tells of a process, from its third field on: the second, the program's name in parentheses, may hold anything. */
const statOf = (pid: number): readonly string[] | undefined => {
  const stat = read(`/proc/${pid}/stat`)?.toString();
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields?.[0] === "Z" || fields?.[0] === "X" ? undefined : fields;
};

const identityOf = (pid: number): Identity | undefined => {
  const fields = statOf(pid);
  return fields && { pid, started: `${bootId}:${fields[19]}` };
};

const isKernels = 0x00200000;

/** Whether a process in whose environment nothing was found is taking up another program, and had none at that moment. */
const isBeginning = (pid: number): boolean => {
  const fields = statOf(pid);
  if (fields === undefined) return false;
  const [flags = "", start, end] = [fields[6], fields[47], fields[48]];
  return (Number(flags) & isKernels) === 0 && (end === "0" || start !== end);
};

const holds = (environment: Buffer | undefined, entries: readonly string[]): boolean =>
  entries.some(
    (entry) => environment?.includes(entry) === true && environment.toString().split("\0").includes(entry),
  );

type Look = Identity | "other" | "beginning";

const look = (pid: number, entries: readonly string[]): Look => {
  const environment = read(`/proc/${pid}/environ`);
  if (environment?.length === 0 && isBeginning(pid)) return "beginning";
  return (holds(environment, entries) ? identityOf(pid) : undefined) ?? "other";
};

const listed = (): number[] => readdirSync("/proc").map(Number).filter(Number.isInteger);

/** So long a process is waited for that is just beginning, in milliseconds: on a busy machine it may have no turn. */
const longest = 1000;

/**
 * The processes that hold one of the entries. Also those that come while we look, since one that leaves then may just have
 * started another; and those that take up another program, whose environment is not there for a moment.
 */
const holdersOf = async (entries: readonly string[]): Promise<Identity[]> => {
  const known = new Set<number>();
  const holders: Identity[] = [];
  const end = performance.now() + longest;
  while (performance.now() < end || known.size === 0) {
    const fresh = listed().filter((pid) => !known.has(pid));
    const looks = fresh.map((pid) => [pid, look(pid, entries)] as const);
    for (const [pid, found] of looks) {
      if (found !== "beginning") known.add(pid);
      if (typeof found === "object") holders.push(found);
    }
    if (fresh.length === 0) break;
    if (looks.some(([, found]) => found === "beginning")) await sleep(1);
  }
  return holders;
};

/** Processes as /proc shows them. Read synchronously: many tiny reads, several times faster so than through promises. */
export const linuxTable: ProcessTable = {
  started: (pid) => Promise.resolve(identityOf(pid)?.started),
  holding: holdersOf,
};
