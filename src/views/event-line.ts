import { attemptKey, partsOf, type PastAttempt } from "../core/attempt.ts";
import type { Event, Stamped } from "../core/event.ts";
import type { Proof } from "../core/evidence.ts";
import { speakerOf } from "../core/message.ts";
import { named } from "../core/person.ts";
import type { Rest } from "../core/record.ts";
import { worktreeName } from "../core/slots.ts";
import { attemptOf, type State } from "../core/state.ts";
import type { Task } from "../core/task.ts";
import { duration, until } from "./duration.ts";
import { boundsText } from "./bounds.ts";
import { warningText } from "./budget-lines.ts";
import { crowdText } from "./congestion.ts";
import { limitText, meterText } from "./money.ts";
import { command, count, list, short, slippedText, who } from "./words.ts";

/** How good the news is. */
export type Tone = "plain" | "good" | "bad" | "person";

/** One event as people read it: who, and what happened to it. */
export type EventLine = { readonly who: string; readonly text: string; readonly tone: Tone };

type Of<K extends Event["kind"]> = Extract<Event, { kind: K }>;
type Told = { readonly state: State; readonly at: number };
type Lines = { readonly [K in Event["kind"]]?: (event: Of<K>, told: Told) => EventLine | undefined };

const line = (who: string, text: string, tone: Tone = "plain"): EventLine => ({ who, text, tone });

const next = (rest: Rest, at: number): { text: string; tone: Tone } => {
  switch (rest.kind) {
    case "free":
      return { text: "tried again at once", tone: "plain" };
    case "until":
      return { text: `tried again ${until(rest.at, at)}`, tone: "plain" };
    case "person":
      return { text: `waits for a person: ${rest.ask.answer}`, tone: "person" };
    case "final":
      return { text: rest.outcome === "failed" ? "failed for good" : "cancelled", tone: "bad" };
  }
};

const checksOf = ({ checks }: Proof): string => {
  const seconds = checks.reduce((sum, check) => sum + check.seconds, 0);
  return checks.length === 0 ? "no checks" : `${count(checks.length, "check")}, ${duration(seconds * 1000)}`;
};

const pastOf = (state: State, key: string): PastAttempt | undefined => {
  const { task, n } = partsOf(key);
  return state.records.get(task)?.past.find((one) => one.n === n);
};

const proofOf = (state: State, key: string): Proof | undefined => {
  const step = state.attempts.get(key)?.step;
  return step?.phase === "ending" ? step.outcome.proof : pastOf(state, key)?.outcome.proof;
};

const isUndo = (state: State, key: string): boolean =>
  (state.attempts.get(key)?.spec.undo ?? pastOf(state, key)?.undo) !== undefined;

/** Whether a task's file says what we have written there ourselves: that it has landed, or ended for good. */
const isOurs = (state: State, { id, status }: Task): boolean => {
  const record = state.records.get(id);
  if (status === "done")
    return record?.landed !== undefined || attemptOf(state, id)?.step.phase === "landing";
  return record?.rest.kind === "final" && record.rest.outcome === status;
};

const changed = ({ set, gone }: Of<"tasks.changed">, { state }: Told): EventLine | undefined => {
  const news = set.filter((task) => !isOurs(state, task)).map(({ id }) => id);
  if (news.length + gone.length === 0) return undefined;
  const words = [
    ...(news.length === 0 ? [] : [`${count(news.length, "task")} new or changed: ${list(news)}`]),
    ...(gone.length === 0 ? [] : [`${count(gone.length, "task")} gone: ${list(gone)}`]),
  ];
  return line("files", words.join("; "));
};

const observed = ({ news }: Of<"target.observed">): EventLine | undefined => {
  const landed = news.landed.map(({ task }) => task);
  if (landed.length > 0) return line(news.branch, `holds the results of ${list(landed)}`, "good");
  return news.vanished.length === 0
    ? undefined
    : line(news.branch, `no longer holds the results of ${list(news.vanished)}`, "bad");
};

const rested = ({ task, rest }: Of<"task.rested">, { at }: Told): EventLine | undefined => {
  if (rest.kind === "free") return undefined;
  const { text, tone } = next(rest, at);
  return line(task, rest.kind === "person" ? `${rest.ask.what}; ${text}` : text, tone);
};

/** A sentence that another part follows. */
const clause = (sentence: string): string => sentence.replace(/\.$/, "");

const taskOf = (key: string): string => partsOf(key).task;

const termsText = ({ terms }: Of<"attempt.claimed">["spec"]): string =>
  terms === undefined ? "" : ` with ${terms.model}, at most ${limitText(terms)},`;

/** Why it is this agent and model, where there was a choice: the first of its reasons. */
const choiceText = ({ terms }: Of<"attempt.claimed">["spec"]): string =>
  terms?.choice === undefined || terms.choice.by === "pin" ? "" : `; ${terms.choice.why.split("; ")[0]}`;

const reviewLine = ({ key, why }: Of<"attempt.unproved"> | Of<"attempt.offered">): EventLine => {
  const answers = `${command("approve", taskOf(key))}, or ${command("reject", taskOf(key))} --note …`;
  return line(key, `waits for a person: ${clause(why)}: ${answers}`, "person");
};

const gapLine = ({ gap: { from, until, why } }: Of<"clock.gap">): EventLine => {
  const what = why === "slept" ? "the machine slept" : "TrafficControl was stopped";
  return line("clock", `${what} for ${duration(until - from)}; no time limit counts that`);
};

/** Work that changed nothing may be all that was wanted, or an agent that did nothing: a person should know. */
const landedText = (proof: Proof): string =>
  proof.changed === 0 ? `it changed no file; ${checksOf(proof)}` : checksOf(proof);

const attemptLines: Lines = {
  "attempt.claimed": ({ task, n, slot, spec }) =>
    line(
      attemptKey(task, n),
      `starts: ${spec.agent}${termsText(spec)} in worktree ${worktreeName(slot)}${choiceText(spec)}`,
    ),
  "attempt.worked": ({ key, head }, { state }) => {
    const meter = state.attempts.get(key)?.meter;
    const used = meter === undefined ? "" : ` (${meterText(meter)})`;
    return line(key, `${isUndo(state, key) ? "reverted" : "work finished"} as ${short(head)}${used}`);
  },
  "attempt.limited": ({ key, bounds }, { state }) => {
    const attempt = state.attempts.get(key);
    return attempt && line(key, boundsText({ ...attempt, bounds }));
  },
  "attempt.crowded": ({ key, share }) =>
    line(key, `its conversation fills ${Math.round(share * 100)} % of what its model can hold`, "bad"),
  "attempt.unclaimed": ({ key }) => line(key, "not begun: its work could not leave by pull request"),
  "attempt.admitted": ({ key }) => line(key, "being checked"),
  "attempt.proved": ({ key, proof }) => line(key, `proved (${checksOf(proof)})`),
  "attempt.unproved": reviewLine,
  "attempt.offered": reviewLine,
  "attempt.approved": ({ key, note, by }) =>
    line(key, `approved${by === undefined ? "" : ` by ${who(by)}`}${note === undefined ? "" : `: ${note}`}`),
  "attempt.moved": ({ key }) => line(key, "the target has moved: proved once more"),
  "attempt.blocked": ({ key, blocked: { why, paths } }) =>
    line(key, `cannot land yet: ${why}${paths.length === 0 ? "" : ` (${list(paths)})`}`, "person"),
  "attempt.waits": ({ key, waits: { why, answer }, pull }) => {
    const name = pull === undefined ? "" : `pull request #${pull.number}: `;
    return answer === undefined
      ? line(key, `${name}${why}`)
      : line(key, `${name}waits for a person: ${why}: ${answer}`, "person");
  },
  "attempt.merged": ({ key, commit, pull }) =>
    line(key, `pull request #${pull.number} was merged as ${short(commit)}`, "good"),
  "attempt.landed": ({ key, commit }, { state }) => {
    const proof = proofOf(state, key);
    return line(
      key,
      `${isUndo(state, key) ? "undone" : "landed"} as ${short(commit)}${proof === undefined ? "" : ` (${landedText(proof)})`}`,
      "good",
    );
  },
  "attempt.failed": ({ key, failure, rest }, { state, at }) => {
    const why = clause(failure.why);
    if (isUndo(state, key)) return line(key, `not undone: ${why}; what landed stays`, "bad");
    // Its file is gone or says done: nobody tries again.
    if (failure.kind === "cancelled" && rest.kind === "free") return line(key, `cancelled: ${why}`);
    if (failure.kind === "budget" && rest.kind === "free")
      return line(key, `budget: ${why}; its task waits for room in its budgets`, "bad");
    if (failure.service !== undefined && (rest.kind === "free" || rest.kind === "until"))
      return line(key, `${failure.kind}: ${why}; tried again once the service answers`, "bad");
    const { text, tone } = next(rest, at);
    return line(key, `${failure.kind}: ${why}; ${text}`, tone === "plain" ? "bad" : tone);
  },
  "attempt.ended": ({ key, slipped }) => slipped && line(key, slippedText(slipped), "bad"),
  "attempt.faulted": ({ key, message, until: moment, outside }, { at }) =>
    outside === true
      ? line(key, `held up, free of charge: ${message}; tried again until that is mended`, "bad")
      : line(key, `our own fault, free of charge: ${message}; tried again ${until(moment, at)}`, "bad"),
};

const flat = (text: string): string => text.replaceAll(/\s+/g, " ");

const remarkLine = ({ key, remark, refused }: Of<"attempt.remarked">): EventLine => {
  switch (remark.kind) {
    case "progress": {
      const share = remark.percent === undefined ? "" : `${remark.percent} %: `;
      return line(key, `${share}${flat(remark.text)}`);
    }
    case "question":
      return line(key, `asks: ${flat(remark.text)}; answer: ${command("say", taskOf(key))} …`, "person");
    case "evidence":
      return line(key, `shows: ${flat(remark.title)}`);
    case "followup":
      return line(key, `proposes a task: ${flat(remark.title)}; look: traffic followups`, "person");
    case "message":
      return refused === undefined
        ? line(key, `has a message for ${remark.to}`)
        : line(key, `its message for ${remark.to} reaches nobody: ${refused}`, "bad");
  }
};

const steppingInLines: Lines = {
  "attempt.remarked": remarkLine,
  "followup.settled": ({ id, as }) => line(id, as === "added" ? "is a task now" : "is not wanted"),
  "task.told": ({ task, text, by, from }) =>
    line(task, `${from === undefined ? who(named(by)) : speakerOf({ from })} says: ${flat(text)}`),
  "attempt.heard": ({ key, ids }) => line(key, `has heard ${count(ids.length, "message")}`),
  "attempt.halting": ({ key, by }) => line(key, `finishes its turn, then ${who(by)} has it`),
  "attempt.taking": ({ key, by }) => line(key, `its worktree is made ready for ${who(by)}`),
  "attempt.taken": ({ key, path }) =>
    line(key, `is yours in ${path}; when you are done: ${command("give", taskOf(key))}`, "person"),
  "attempt.giving": ({ key, to }) =>
    line(key, to === "checks" ? "given back, to be checked" : "given back to its agent"),
  "attempt.given": ({ key, head, files }) =>
    line(
      key,
      files.length === 0
        ? "nothing was changed by hand"
        : `changed by hand as ${short(head)}: ${list(files)}`,
    ),
  "undo.begun": ({ task, n, spec: { undo } }) => {
    const why = undo.why === undefined ? "" : `: ${undo.why}`;
    return line(
      attemptKey(task, n),
      `${who(named(undo.by))} takes back what attempt ${undo.attempt} landed${why}`,
    );
  },
};

const lines: Lines = {
  ...attemptLines,
  ...steppingInLines,
  "tasks.changed": changed,
  "target.observed": observed,
  "tallies.changed": ({ fallen }) => {
    const words = fallen.map(
      ({ agent, model, fall }) =>
        `${agent} with ${model} has become worse: ${fall.proved} of its last ${fall.of} were proved, about ${Math.round(fall.expected)} would have been before; only those count from now on`,
    );
    return words.length === 0 ? undefined : line("routing", words.join("; "), "bad");
  },
  "config.changed": () => line("settings", "read"),
  "agents.changed": ({ agents }) =>
    agents.length === 0 ? undefined : line("agents", list(agents.map(({ name }) => name))),
  "task.rested": rested,
  "task.reopened": ({ task }) => line(task, "opened again: all its attempts are back"),
  "task.recorded": ({ task, commit }) =>
    line(task, `its results are recorded${commit === undefined ? "" : ` in ${short(commit)}`}`),
  "task.record_blocked": ({ task, why }) =>
    line(task, `its results cannot be recorded yet: ${why}`, "person"),
  "github.closed": ({ until: moment, why, answer }, { at }) =>
    answer === undefined
      ? line("GitHub", `${why}; asked again ${until(moment, at)}`)
      : line("GitHub", `${why}: ${answer}`, "person"),
  "github.reached": () => line("GitHub", "lets us in: pull requests can leave"),
  "fleet.paused": () => line("fleet", "paused: nothing new starts until traffic resume"),
  "fleet.resumed": () => line("fleet", "goes on"),
  "clock.gap": gapLine,
  "machine.strained": ({ strain }) =>
    line("machine", strain === undefined ? "it bears more agents again" : crowdText({ kind: strain })),
  "budget.near": ({ warning }, { at }) => line("money", warningText(warning, at), "person"),
  "spending.agreed": ({ agreement }) =>
    line("money", agreement === "" ? "what was agreed to is taken back" : "a person agreed to the spending"),
  "intent.heard": ({ refused }) => (refused === undefined ? undefined : line("refused", refused, "bad")),
};

/** An event in one plain line, without its time; undefined for what people need not read. `state` is the one after it. */
export const eventLine = ({ at, event }: Stamped, state: State): EventLine | undefined => {
  const tell = lines[event.kind] as ((event: Event, told: Told) => EventLine | undefined) | undefined;
  return tell?.(event, { state, at });
};
