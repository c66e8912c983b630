import type { Awake } from "../../engine/ports/clock.ts";
import type { ModelJob } from "../../engine/ports/model-agents.ts";
import type { Quota } from "../../core/signal.ts";
import { quotasIn } from "./quotas.ts";
import type { Service, Support } from "./service.ts";
import type { Patience } from "./trouble.ts";
import type { Toolbox } from "./tools.ts";
import { notRun } from "./tools.ts";
import { callsIn, type Message, type Reply } from "./transcript.ts";

/** One request and what follows from it. */
export type Turn = {
  readonly job: ModelJob;
  readonly messages: Message[];
  readonly maxTokens: number;
  readonly support: Support;
  readonly toolbox: Toolbox;
  readonly signal: AbortSignal;
  readonly awake: Awake;
  /** Told as soon as the reply is whole, before any tool runs: from here on it is paid. */
  readonly replied: (reply: Reply, quotas: readonly Quota[]) => void;
};

/** Silence is noticed in so many steps: what is heard comes often, and must cost nothing. */
const steps = 4;

/**
 * Ends a stream that says nothing any more. One that the machine slept through is mostly dead without a word: after a
 * sleep it has only `patience.waking` to say something.
 */
const watchdog = ({ silence, waking }: Patience, awake: Awake) => {
  const controller = new AbortController();
  const bark = (ms: number): void => controller.abort(new Error(`nothing was heard for ${ms / 1000} s`));
  let quiet = 0;
  let callOff = (): void => undefined;
  const step = (): void => {
    quiet += 1;
    if (quiet > steps) bark(silence);
    else callOff = awake.after(silence / steps, step);
  };
  const unlisten = awake.listen(() => {
    callOff();
    quiet = steps;
    callOff = awake.after(Math.min(waking, silence), () => (quiet < steps ? step() : bark(waking)));
  });
  step();
  return {
    signal: controller.signal,
    heard: () => void (quiet = 0),
    rest: () => {
      callOff();
      unlisten();
    },
  };
};

const requestOf = ({ job, messages, maxTokens, support, toolbox }: Turn) => ({
  model: job.model,
  max_tokens: maxTokens,
  system: job.system,
  messages,
  tools: [...toolbox.tools],
  cache_control: { type: "ephemeral" } as const,
  stream: true as const,
  max_iterations: 1,
  // The conversation is ours: it must survive us, and other endpoints know no threads.
  thread: false as const,
  ...(support.edits.length === 0
    ? {}
    : { context_management: { edits: support.edits }, betas: [...support.betas] }),
});

/** Answers to the calls of a reply that was cut off by its limit: the last may be half of one. */
const unanswered = (reply: Reply): Message | undefined => {
  const calls = callsIn({ role: "assistant", content: reply.content });
  return calls.length === 0
    ? undefined
    : {
        role: "user",
        content: calls.map(({ id }) => notRun(id, "Not run: the answer reached its limit of tokens.")),
      };
};

/** Asks the model once and runs the tools it calls; returns what answers them, if it called any. */
export const takeTurn = async ({ client, patience }: Service, turn: Turn): Promise<Message | undefined> => {
  const dog = watchdog(patience, turn.awake);
  const signal = AbortSignal.any([turn.signal, dog.signal]);
  try {
    const runner = client.beta.messages.toolRunner(requestOf(turn), { signal });
    for await (const stream of runner) {
      stream.on("streamEvent", dog.heard);
      const reply = await stream.finalMessage();
      dog.rest();
      turn.replied(reply, quotasIn(stream.response?.headers, turn.job.model));
      if (reply.stop_reason === "max_tokens") return unanswered(reply);
      return (await runner.generateToolResponse(turn.signal)) ?? undefined;
    }
    throw new Error("the service sent no message");
  } finally {
    dog.rest();
  }
};
