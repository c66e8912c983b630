import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Range } from "../../core/estimate/range.ts";
import type { Ahead, MilestoneAhead } from "../../views/outlook.ts";
import type { Opened } from "./opened.ts";

/** JSON has no word for what never ends. */
type Written = { readonly [Key in keyof Range]: number | null };

type WrittenSum = {
  readonly tasks: number;
  readonly usd: Written;
  readonly seconds: Written;
  readonly in_time?: number;
  readonly left_out?: number;
};

type WrittenMilestone = WrittenSum & Pick<MilestoneAhead, "key" | "title"> & { readonly due?: string };

/** What `traffic forecast --json` prints, as far as it is read here. */
type Printed = { readonly all?: WrittenSum; readonly milestones: readonly WrittenMilestone[] };

const rangeOf = ({ low, middle, high }: Written): Range => ({
  low: low ?? Infinity,
  middle: middle ?? Infinity,
  high: high ?? Infinity,
});

const sumOf = ({ tasks, usd, seconds, in_time: inTime, left_out: leftOut }: WrittenSum) => ({
  tasks,
  usd: rangeOf(usd),
  seconds: rangeOf(seconds),
  ...(inTime === undefined ? {} : { inTime }),
  ...(leftOut === undefined ? {} : { leftOut }),
});

/** So much is printed at most: a milestone takes 300 bytes. And so long it may take, in milliseconds. */
const [most, patience] = [64 * 1024 * 1024, 30_000];

/** Asks this very program in a process of its own: among ten thousand tasks it takes a second. */
export const ahead = async ({ repository, entry }: Opened): Promise<Ahead> => {
  const { stdout } = await promisify(execFile)(process.execPath, [entry, "forecast", "--json"], {
    cwd: repository.checkout,
    maxBuffer: most,
    timeout: patience,
  });
  const { all, milestones } = JSON.parse(stdout) as Printed;
  return {
    ...(all === undefined ? {} : { all: sumOf(all) }),
    milestones: milestones.map(({ key, title, due, ...sum }) => ({
      ...sumOf(sum),
      key,
      title,
      ...(due === undefined ? {} : { due: Date.parse(due) }),
    })),
  };
};
