import { mkdirSync } from "node:fs";
import type { Wish } from "../../core/input.ts";
import type { Person } from "../../core/person.ts";
import type { Stamped } from "../../core/event.ts";
import { LiveState } from "../../core/live.ts";
import { takeIn } from "../../engine/step.ts";
import type { Answer } from "../../faces/doors/stepping-in.ts";
import { openIntentBox } from "../../journal/intents.ts";
import { openJournal } from "../../journal/journal.ts";
import { tryLock } from "../../journal/lock.ts";
import { openJournalReader } from "../../journal/reader.ts";
import { systemClock } from "../clock.ts";
import { filesIn } from "../files.ts";
import type { Opened } from "./opened.ts";
import { inputsOf, readDefinitions } from "./definitions.ts";

/** How long an engine is given to answer, in milliseconds, and how often is looked. */
const [patience, interval] = [3000, 20];

const answerIn = (events: readonly Stamped[], id: string): Answer | undefined => {
  for (const { event } of events) {
    if (event.kind !== "intent.heard" || event.id !== id) continue;
    return event.refused === undefined ? { kind: "done" } : { kind: "refused", why: event.refused };
  }
  return undefined;
};

const awaitAnswer = async (opened: Opened, seq: number, id: string): Promise<Answer> => {
  const reader = openJournalReader(filesIn(opened.repository.state).journal);
  if (reader === undefined) return { kind: "queued" };
  try {
    for (let left = patience; left > 0; left -= interval) {
      const answer = answerIn(reader.after(seq, 10_000), id);
      if (answer !== undefined) return answer;
      await new Promise((resolve) => setTimeout(resolve, interval));
    }
    return { kind: "queued" };
  } finally {
    reader.close();
  }
};

const lastSeq = ({ repository }: Opened): number => {
  const reader = openJournalReader(filesIn(repository.state).journal);
  const seq = reader?.last(1).at(-1)?.seq ?? 0;
  reader?.close();
  return seq;
};

/** Who makes a wish about a task: that is kept with what comes of it. */
const whoIs = async ({ repository }: Opened, wish: Wish): Promise<Person | undefined> =>
  "task" in wish ? (await import("../../git/identity.ts")).personIn(repository.checkout) : undefined;

type Wished = { readonly wish: Wish; readonly by: Person | undefined };

const askEngine = async (opened: Opened, { wish, by }: Wished): Promise<Answer> => {
  const seq = lastSeq(opened);
  const box = openIntentBox(opened.repository.state);
  const id = box.put(wish, by);
  box.close();
  return awaitAnswer(opened, seq, id);
};

/** Without an engine the wish is judged and written down here, under the engine's lock; what follows is the next engine's. */
const judgeHere = async (opened: Opened, { wish, by }: Wished): Promise<Answer> => {
  const { journal } = openJournal(filesIn(opened.repository.state).journal);
  try {
    const state = new LiveState(journal.load());
    const now = systemClock.now();
    const id = crypto.randomUUID();
    const intent = { kind: "intent", intent: { id, wish, ...(by === undefined ? {} : { by }) } } as const;
    const batch = takeIn(state, [...inputsOf(await readDefinitions(opened, state), state, now), intent], now);
    journal.append(batch);
    return answerIn(batch.events, id) ?? { kind: "done" };
  } finally {
    journal.close();
  }
};

/** Brings a wish to the engine that runs, or carries it out where none does. */
export const grant = async (opened: Opened, wish: Wish): Promise<Answer> => {
  const { state } = opened.repository;
  mkdirSync(state, { recursive: true });
  const wished = { wish, by: await whoIs(opened, wish) };
  const lock = tryLock(filesIn(state).engineLock);
  if (lock === undefined) return askEngine(opened, wished);
  try {
    return await judgeHere(opened, wished);
  } finally {
    lock.release();
  }
};
