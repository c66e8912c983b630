import { setTimeout as wait } from "node:timers/promises";
import type { Claims } from "../../core/account.ts";
import { nextTurn, type NextTurn } from "../../core/allowance.ts";
import type { Failure } from "../../core/failure.ts";
import { messageOf } from "../../core/message-of.ts";
import { priceOf } from "../../core/prices.ts";
import type { Awake } from "../../engine/ports/clock.ts";
import type { ModelEnd, ModelJob } from "../../engine/ports/model-agents.ts";
import { Attempt } from "./attempt.ts";
import type { Place } from "./desk.ts";
import type { Quota } from "../../core/signal.ts";
import { quotasTold } from "./quotas.ts";
import { usedUp, type LimitsNow } from "./limits.ts";
import { meterAfter, promptBound } from "./meter.ts";
import type { Service, Support } from "./service.ts";
import { notRun, openTools, type Toolbox } from "./tools.ts";
import { callsIn, settled, withQuotas, type Reply } from "./transcript.ts";
import { tries, troubleOf } from "./trouble.ts";
import { takeTurn } from "./turn.ts";

/** The most tokens that one turn may write. */
const mostOutput = 16_000;

/** Beyond this share of the model's window a conversation that nobody compacts is handed over instead of going on. */
const full = 0.9;

type Bench = {
  readonly service: Service;
  readonly support: Support;
  readonly toolbox: Toolbox;
  readonly signal: AbortSignal;
  readonly awake: Awake;
};

const went =
  "Not known: the program was interrupted while this ran. Look at what is there before you repeat it.";

/** Answers calls that an interruption left open: they may have run in part, so they are not run again. */
const closeCalls = (attempt: Attempt): void => {
  const open = callsIn(attempt.story.messages.at(-1));
  if (open.length === 0) return;
  attempt.log.noted("goes on after an interruption");
  attempt.answer({ role: "user", content: open.map(({ id }) => notRun(id, went)) });
};

const isFull = ({ story: { meter } }: Attempt, { edits }: Support): boolean =>
  edits.length === 0 && meter.window !== undefined && meter.context > full * meter.window;

const heard = (attempt: Attempt) => (reply: Reply, quotas: readonly Quota[]) => {
  const before = attempt.story.meter;
  const meter = withQuotas(meterAfter(before, reply.usage, Date.now()), quotas);
  const { content, stop_reason } = reply;
  attempt.record({ kind: "replied", reply: { content, stop_reason }, meter });
  for (const block of content) if (block.type === "text" && block.text !== "") attempt.log.said(block.text);
  attempt.log.turned(before, meter);
  if (meter.compactions !== before.compactions)
    attempt.log.noted("the service made the conversation shorter");
  attempt.tried = 0;
};

const refused: Failure = { kind: "denied", why: "The model refuses to work on this task." };
const overlong: Failure = { kind: "context", why: "The conversation no longer fits the model." };

/** Whether another turn fits into what is left, and how much of it. */
const afford = ({ job, story }: Attempt, { support, toolbox }: Bench, limits: LimitsNow): NextTurn =>
  nextTurn({
    limits,
    meter: settled(story).meter,
    price: priceOf(job.model, Date.now()),
    prompt: promptBound(story, [job.system, toolbox.tools]),
    most: mostOutput,
    billings: support.billings,
  });

/** What a reply that called no tool means: the end, or that it has to go on. */
const concluded = (attempt: Attempt, bench: Bench, reason: Reply["stop_reason"]): ModelEnd | undefined => {
  if (reason === "refusal") return attempt.end(refused);
  if (reason === "model_context_window_exceeded") return attempt.end(overlong);
  if (reason === "max_tokens" || reason === "pause_turn") {
    attempt.answer({ role: "user", content: "Your answer was cut off. Go on." });
    return undefined;
  }
  // Where no other turn can be paid it is finished all the same: what people say waits for the next attempt.
  const isPayable = (): boolean => afford(attempt, bench, attempt.limits).kind === "go";
  const goesOn = !isFull(attempt, bench.support) && isPayable() && attempt.listen();
  return goesOn ? undefined : attempt.end();
};

/** One turn: asked for, paid, written down, its tools run. Returns how the attempt ended, if it did. */
const step = async (attempt: Attempt, bench: Bench): Promise<ModelEnd | undefined> => {
  const { service, support, toolbox, signal, awake } = bench;
  if (attempt.isHalted) return attempt.interrupted("halted");
  const { job, limits } = attempt;
  if (awake.now() - attempt.began >= limits.ms) return attempt.end(usedUp("minutes", limits));
  attempt.refresh();
  if (isFull(attempt, support)) return attempt.end(overlong);
  const next = afford(attempt, bench, limits);
  if (next.kind === "stop") return attempt.end(usedUp(next.limit, limits));
  // What it has just heard makes the next request longer: whether that fits is asked anew.
  if (attempt.listen()) return undefined;
  attempt.record({ kind: "asked", worst: next.worst });
  let reason: Reply["stop_reason"] = null;
  const tell = heard(attempt);
  const replied = (reply: Reply, quotas: readonly Quota[]): void => {
    reason = reply.stop_reason;
    tell(reply, quotas);
  };
  const { messages } = attempt.story;
  const turn = { job, messages, maxTokens: next.maxTokens, support, toolbox, signal, awake, replied };
  const answer = await takeTurn(service, turn);
  signal.throwIfAborted();
  if (answer === undefined) return concluded(attempt, bench, reason);
  attempt.answer(answer);
  return undefined;
};

/**
 * After a request that failed: waits, or ends the attempt. What the service refused cost nothing, and what sleep cut, or
 * a network that is not back after it, is no try.
 */
const recover = async (attempt: Attempt, bench: Bench, error: unknown): Promise<ModelEnd | undefined> => {
  const { patience } = bench.service;
  const isSettling = bench.awake.now() - attempt.woke <= patience.settling;
  attempt.tried = isSettling ? Math.min(attempt.tried + 1, tries - 1) : attempt.tried + 1;
  const { why, next, billed, throttled, service } = troubleOf(error, {
    tried: attempt.tried,
    now: Date.now(),
    patience,
    hasBegun: attempt.story.meter.turns > 0,
  });
  if (throttled) attempt.record({ kind: "throttled", quotas: quotasTold(error, attempt.job.model) });
  if (!billed) attempt.record({ kind: "refused" });
  if ("failure" in next) return attempt.end(next.failure);
  attempt.log.noted(`${why}; asked again in ${next.again} ms`);
  attempt.wait(why, service, Date.now() + next.again);
  await wait(next.again, undefined, { signal: bench.signal });
  return undefined;
};

/** A conversation that was left with the agent's own word: what that meant was not written down any more, or it was reopened. */
const concludeAgain = (attempt: Attempt, bench: Bench): ModelEnd | undefined => {
  const { messages, reason } = attempt.story;
  if (messages.at(-1)?.role !== "assistant" || attempt.isHalted) return undefined;
  return concluded(attempt, bench, reason ?? null);
};

const turns = async (attempt: Attempt, place: Omit<Bench, "support">): Promise<ModelEnd> => {
  const benchNow = async (): Promise<Bench> => ({
    ...place,
    support: await place.service.supportOf(attempt.job.model),
  });
  closeCalls(attempt);
  let bench = await benchNow();
  const end = concludeAgain(attempt, bench);
  if (end !== undefined) return end;
  for (;;) {
    const before = attempt.story.meter.turns;
    try {
      const end = await step(attempt, bench);
      if (end !== undefined) return end;
    } catch (error) {
      bench.signal.throwIfAborted();
      // A reply that came whole is paid: what fails after it is ours, and not a turn to ask for again.
      if (attempt.story.meter.turns > before) throw error;
      const end = await recover(attempt, bench, error);
      if (end !== undefined) return end;
      // What nobody could ask the service may be known once it is there again.
      bench = await benchNow();
    }
  }
};

/** Tells an attempt of the machine's sleep, and ends it when its minutes awake are over. */
const clockIn = (attempt: Attempt, awake: Awake): { limit: AbortSignal; leave: () => void } => {
  const limit = new AbortController();
  attempt.began = awake.now();
  const callOff = awake.after(attempt.job.minutes * 60_000, () => limit.abort());
  const unlisten = awake.listen(({ from, until, why }) => {
    attempt.woke = awake.now();
    attempt.tried = 0;
    const seconds = Math.round((until - from) / 1000);
    attempt.log.noted(`${why === "slept" ? "the machine slept" : "we were stopped"} for ${seconds} s`);
  });
  return {
    limit: limit.signal,
    leave: () => {
      callOff();
      unlisten();
    },
  };
};

/** Its minutes are over. Where its service gave no answer they were not its own. */
const outOfTime = ({ job, waits }: Attempt): Failure => {
  const limit = `It reached its limit of ${job.minutes} minutes`;
  return waits === undefined
    ? { kind: "timeout", why: `${limit}.` }
    : { kind: "transient", why: `${limit} while it waited: ${waits.stalled.why}`, service: waits.service };
};

/** Works on a job from where its transcript ends. Stopped by its signal, it can be gone on with. */
export const work = async (
  place: Place,
  job: ModelJob,
  { service, signal, awake }: Pick<Bench, "service" | "signal" | "awake">,
): Promise<ModelEnd> => {
  const attempt = new Attempt(place, job);
  const { limit, leave } = clockIn(attempt, awake);
  const toolbox = openTools(job, {
    used: attempt.log.used,
    ran: (command) => attempt.ran.push(command),
    claimed: (claims: Claims) => attempt.record({ kind: "claimed", claims }),
    remarked: (content) => attempt.remark(content),
  });
  try {
    const both = AbortSignal.any([signal, limit]);
    return await turns(attempt, { service, toolbox, signal: both, awake });
  } catch (error) {
    if (signal.aborted) return attempt.interrupted("stopped");
    return attempt.end(
      limit.aborted
        ? outOfTime(attempt)
        : { kind: "crashed", why: `The built-in agent itself failed: ${messageOf(error)}` },
    );
  } finally {
    leave();
    await toolbox.close();
  }
};
