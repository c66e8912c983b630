import type { Stamped } from "../../core/event.ts";
import type { Problem } from "../../core/problem.ts";
import type { State } from "../../core/state.ts";
import { duration } from "../../views/duration.ts";
import { eventJson } from "../../views/event-json.ts";
import { eventLine } from "../../views/event-line.ts";
import type { Meter } from "../../core/meter.ts";
import { meterText } from "../../views/money.ts";
import { stallText } from "../../views/motion.ts";
import type { PhaseWord } from "../../views/phase.ts";
import { busyOf, countsOf } from "../../views/status.ts";
import type { Call } from "./command.ts";
import { LiveBlock } from "./live-block.ts";
import { phaseStyle, toneStyle } from "./phase-style.ts";
import { openSaid } from "./said.ts";
import { openStalled } from "./stalled.ts";
import { styled, type Line, type Span } from "./text/line.ts";
import { table } from "./text/table.ts";
import { clockTime } from "./when.ts";
import { isLive, pageOf } from "./world.ts";

/** How a run is told while it goes on. */
export type Progress = {
  readonly events: (events: readonly Stamped[], state: State, following?: number) => void;
  readonly say: (line: Line) => void;
  readonly problems: (problems: readonly Problem[]) => void;
  readonly close: () => void;
};

type Tell = Pick<Call<never>, "world" | "page" | "say">;

const nothing = (): void => {};

/** One JSON document a line, and nothing else. */
const jsonProgress = ({ world }: Tell): Progress => ({
  events: (events) => {
    const text = events.map((stamped) => `${JSON.stringify(eventJson(stamped))}\n`).join("");
    if (text !== "") world.stdout.write(text);
  },
  say: nothing,
  problems: nothing,
  close: nothing,
});

/** Lines for people. What was already said in the same words about the same attempt is not said again. */
const eventLines = (): ((events: readonly Stamped[], state: State) => Line[]) => {
  const isNews = openSaid();
  const stalled = openStalled();
  return (events, state) =>
    events.flatMap((stamped): Line[] => {
      const line = eventLine(stamped, state) ?? stalled(stamped);
      if (line === undefined || !isNews(line.who, line.text)) return [];
      const time = styled(clockTime(stamped.at), "dim");
      return [[time, "  ", styled(line.who, "strong"), "  ", styled(line.text, toneStyle(line.tone))]];
    });
};

const problemLine = ({ file, line, message }: Problem): Line => [
  styled("!         ", "bad"),
  `${file}:${line}  ${message}`,
];

/** Each problem once, for as long as it is there. */
const newProblems = (): ((problems: readonly Problem[]) => Line[]) => {
  let before: ReadonlySet<string> = new Set();
  return (problems) => {
    const fresh = problems.filter((problem) => !before.has(JSON.stringify(problem)));
    before = new Set(problems.map((problem) => JSON.stringify(problem)));
    return fresh.map(problemLine);
  };
};

const followLine = (pid: number): Line =>
  `Process ${pid} runs this fleet already: following it. Ctrl-C only ends the following.`;

const plainProgress = (print: (lines: readonly Line[]) => void): Omit<Progress, "close"> => {
  const lines = eventLines();
  const fresh = newProblems();
  let followed: number | undefined;
  return {
    events: (events, state, following) => {
      if (following !== undefined && following !== followed) print([followLine(following)]);
      followed = following;
      print(lines(events, state));
    },
    say: (line) => print([line]),
    problems: (problems) => print(fresh(problems)),
  };
};

const columns = [
  { name: "", least: 8, yields: 0 },
  { name: "", least: 7, yields: 1 },
  { name: "", least: 4, yields: 2 },
  { name: "", least: 8, yields: 3 },
  { name: "", least: 8, yields: 4 },
];

/** So many attempts in motion are shown in the block. */
const most = 8;

/** How far the fleet is, in one line. */
export const headline = (counts: ReadonlyMap<PhaseWord, number>): Line => {
  // Nobody waits for a draft or for what is cancelled: the summary at the end counts neither.
  const counted = [...counts].filter(([phase]) => phase !== "draft" && phase !== "cancelled");
  const total = counted.reduce((sum, [, n]) => sum + n, 0);
  const rest = [...counts].filter(([phase]) => phase !== "done");
  return [
    styled(`${counts.get("done") ?? 0} of ${total} done`, "good"),
    ...rest.flatMap(([phase, n]): Span[] => [" · ", styled(`${n} ${phase}`, phaseStyle(phase))]),
  ];
};

type Seen = { readonly state: State; readonly counts: ReadonlyMap<PhaseWord, number> };

const usedText = (meter: Meter, now: number): string =>
  meter.stalled === undefined ? meterText(meter) : stallText(meter.stalled, now);

/** The fleet in a few lines: how far it is, and what is in motion. */
const blockOf = ({ state, counts }: Seen, now: number, width: number): Line[] => {
  const busy = busyOf(state, now).filter(({ phase }) => phase !== "ending");
  const rows = busy
    .slice(0, most)
    .map(({ task, attempt, phase, since, agent, meter }): Span[] => [
      styled(`  ${task}@${attempt}`, "strong"),
      styled(phase, phaseStyle(phase as PhaseWord)),
      duration(Math.floor((now - since) / 1000) * 1000),
      styled(agent, "dim"),
      styled(meter === undefined ? "" : usedText(meter, now), "dim"),
    ]);
  const more = busy.length > most ? [`  … and ${busy.length - most} more`] : [];
  const body = rows.length === 0 ? [] : table(columns, rows, width - 1).slice(1);
  return ["", headline(counts), ...body, ...more];
};

const liveProgress = ({ world }: Tell, start: State): Progress => {
  const page = (): ReturnType<typeof pageOf> => pageOf(world.stdout, world.env);
  let state = start;
  let counts: Seen["counts"] | undefined;
  const draw = (): Line[] => {
    counts ??= countsOf(state);
    return blockOf({ state, counts }, world.clock.now(), page().width);
  };
  const block = new LiveBlock({ output: world.stdout, clock: world.clock, page, draw });
  const plain = plainProgress((lines) => block.print(lines));
  return {
    ...plain,
    events: (events, after, following) => {
      state = after;
      counts = undefined;
      plain.events(events, after, following);
    },
    close: () => block.close(),
  };
};

/** Tells a run as the caller wants it: as JSON, in plain lines, or with a live block below them. */
export const progressOf = (
  call: Tell & { readonly json: boolean; readonly plain?: boolean },
  start: State,
): Progress => {
  if (call.json) return jsonProgress(call);
  if (call.plain !== true && isLive(call.world.stdout, call.world.env)) return liveProgress(call, start);
  const print = (lines: readonly Line[]): void => lines.forEach(call.say);
  return { ...plainProgress(print), close: nothing };
};
