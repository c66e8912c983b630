import { meterOf, type Memory } from "../../core/memory.ts";
import type { AgentDriver } from "../../core/driver.ts";
import { sayingOf } from "../../core/message.ts";
import { relayOf, type Deeds } from "../../core/relay.ts";
import type { Progress } from "../../engine/ports/model-agents.ts";
import { Listener } from "../attempt/listener.ts";
import { heardIn } from "../attempt/told.ts";
import type { Opening, Voice } from "../attempt/voice.ts";
import { programEnvironment } from "../environment.ts";
import { readRemarks } from "../endpoint/remarks.ts";
import { attemptFolder, streamsIn } from "../places.ts";
import { promptFor } from "./prompt.ts";
import { saved, type PaidOrder } from "./saved.ts";
import type { Leave, Told, Tools } from "./tools.ts";

/** What an agent is told that goes on with its session. */
const goOn =
  "You were interrupted: what ran you was ended, and is started again. Files are as you left them, but a command may have run in part. Look at what is there, and go on with the task.";

/** What comes first in a run, by why there is one. */
const beginnings: {
  readonly [K in Opening["why"]]: (about: {
    readonly prompt: string;
    readonly deeds: Deeds;
    readonly base: string;
  }) => string[];
} = {
  first: ({ prompt }) => [prompt],
  interrupted: () => [goOn],
  told: () => [],
  full: ({ prompt, deeds, base }) => [prompt, relayOf(deeds, base)],
};

const promptOf = (
  { why, messages, heard }: Opening,
  { prompt, base, memory }: { readonly prompt: string; readonly base: string; readonly memory: Memory },
): string => {
  const said = messages.map(sayingOf);
  const last = why === "told" ? ["Mind this, and go on with the task."] : [];
  return [...beginnings[why]({ prompt, base, deeds: { ...memory, heard } }), ...said, ...last].join("\n\n");
};

/** Who is heard: an agent's driver and the model it was asked to work with. */
type Heard = { readonly driver: AgentDriver; readonly model: string };

const listenTo = (attempt: string, { driver, model }: Heard, { state, env, words }: Tools): Listener =>
  new Listener({ folder: attemptFolder(state, attempt), driver, model, at: Date.now(), env, words });

const progressOf = (key: string, { memory, answered }: Listener, { state }: Tools): Progress => ({
  meter: meterOf(memory),
  heard: heardIn(attemptFolder(state, key), answered).map(({ id }) => id),
  remarks: readRemarks(state, key),
});

/** The program's whole environment; what its commands get of it is the driver's to say. */
const environment = (order: PaidOrder, driver: AgentDriver, tools: Tools): Record<string, string> => {
  const { attempt: key, task, slot, path, ground } = order;
  const place = { key, task, pool: "agent", slot, path } as const;
  return programEnvironment(tools.env, place, {
    named: ground.config.env.agent,
    needs: [...driver.keys, ...driver.needs],
  });
};

/** An attempt by an agent with a program of its own: from its start or its adoption to what it left committed. */
export const drive = async (
  order: PaidOrder,
  tools: Tools,
  { driver, leave }: { readonly driver: AgentDriver; readonly leave: Leave },
): Promise<Told> => {
  const { attempt: key, path, base, spec } = order;
  const { terms, minutes } = spec;
  const { model, tools: given } = terms;
  const { system, prompt } = await promptFor(order, tools, { reports: "in words", reads: driver.reads });
  const common = { path, model, system, ...(given === undefined ? {} : { tools: given }) };
  const listener = listenTo(key, { driver, model }, tools);
  const launch: Voice["launch"] = ({ opening, ...ours }) =>
    driver.launch({
      ...common,
      ...ours,
      prompt: promptOf(opening, { prompt, base, memory: listener.memory }),
    });
  const tell = () => leave.progress(progressOf(key, listener, tools));
  const { pass, leave: depart } = await tools.endpoint.admit(key, tell);
  const { end, tail } = await tools.agents
    .run({
      key,
      path,
      env: environment(order, driver, tools),
      minutes,
      signal: leave.signal,
      reset: () => tools.git.reset({ path, base }),
      agent: {
        kind: "voice",
        driver,
        listener,
        limits: terms,
        launch,
        metered: tell,
        ...(pass === undefined ? {} : { pass }),
      },
    })
    .finally(depart);
  tell();
  const { memory } = listener;
  const verdict = driver.judge(end, { memory, tail });
  // Its work is not over: the session is gone on with, on the worktree as it is.
  if (verdict.failure !== undefined && leave.signal.aborted)
    return { kind: "failed", failure: verdict.failure };
  return saved(order, tools, { ...verdict, commands: memory.commands });
};

/** How far an attempt came by all that its agent ever told; undefined where it told nothing. */
export const settledProgress = (attempt: string, heard: Heard, tools: Tools): Progress | undefined => {
  const runs = streamsIn(attemptFolder(tools.state, attempt)).map(({ run }) => run);
  if (runs.length === 0) return undefined;
  const listener = listenTo(attempt, heard, tools);
  listener.turnTo(Math.max(...runs));
  listener.over();
  return progressOf(attempt, listener, tools);
};
