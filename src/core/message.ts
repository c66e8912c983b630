import type { Attempt, AttemptKey, Visit } from "./attempt.ts";
import type { Person } from "./person.ts";

/** Something that whoever works on a task is to hear. */
export type Message = {
  readonly id: string;
  readonly text: string;
  /** When it was said, in milliseconds since the epoch. */
  readonly at: number;
  readonly by?: Person;
  /** The attempt whose agent says it; a person does where missing. */
  readonly from?: AttemptKey;
  /** The attempt that has heard it, and when; missing while it waits. */
  readonly heard?: { readonly attempt: number; readonly at: number };
};

type Told = { readonly messages?: readonly Message[] } | undefined;

/** Who says a message, in a sentence. */
export const speakerOf = ({ from }: Pick<Message, "from">): string =>
  from === undefined ? "a person" : `the agent of ${from}`;

/** A message as an agent is told it. */
export const sayingOf = (message: Pick<Message, "from" | "text">): string => {
  const speaker = speakerOf(message);
  return `${speaker.charAt(0).toUpperCase()}${speaker.slice(1)} says: ${message.text}`;
};

/** Messages that nobody has heard yet, the first said first. */
export const waitingFor = (record: Told): readonly Message[] =>
  (record?.messages ?? []).filter(({ heard }) => heard === undefined);

/** Messages that an attempt has heard. */
export const heardBy = (record: Told, n: number): readonly Message[] =>
  (record?.messages ?? []).filter(({ heard }) => heard?.attempt === n);

/** Marks the messages that an attempt has heard; those that were heard before stay as they are. */
export const markHeard = (
  messages: readonly Message[] | undefined,
  by: { readonly attempt: number; readonly at: number },
  isHeard: (id: string) => boolean,
): readonly Message[] | undefined =>
  messages?.map((one) => (one.heard === undefined && isHeard(one.id) ? { ...one, heard: by } : one));

/** The id of the message that tells an agent of the visit that is about to end. */
export const visitMessage = ({ key, visits = [] }: Pick<Attempt, "key" | "visits">): string =>
  `${key}/visit/${visits.length + 1}`;

/** So many changed files are named to an agent. */
const mostNamed = 50;

/** What an agent is told when it goes on in a worktree in which a person has worked. */
export const tellOfVisit = ({
  files,
  note,
  path,
}: Pick<Visit, "files" | "note"> & { readonly path: string }): string => {
  const named = files.slice(0, mostNamed).join(", ");
  const more = files.length > mostNamed ? ` and ${files.length - mostNamed} more` : "";
  const changed =
    files.length === 0
      ? "I have looked at your worktree and changed nothing."
      : `I have worked in your worktree and changed these files: ${named}${more}. Read them again before you go on.`;
  const saved = `All that lay uncommitted is committed now; the worktree is ${path}.`;
  return [changed, saved, ...(note === undefined ? [] : [note])].join(" ");
};
