import { answeredAtIssue, type Heard } from "../core/handoff/heard.ts";
import { labels } from "../core/handoff/words.ts";
import { askedByIssue } from "../core/intake/issue.ts";
import { issueNote } from "../core/intake/note.ts";
import { isOpenedFor } from "../core/intake/opened.ts";
import { askedByStreak, sourcesOf, streaksIn } from "../core/intake/red.ts";
import type { Tended } from "../core/intake/tended.ts";
import type { Github } from "../engine/ports/github.ts";
import type { IntakeDesk } from "../engine/ports/intake.ts";
import { actOn } from "./act.ts";
import type { Bell } from "./bell.ts";
import { ClosedError, RefusedError, type Client } from "./client.ts";
import { talkAt, type Talk } from "./comments.ts";
import { changedIssues, type SeenIssue } from "./issues.ts";
import { excerptsOfRun, runsOn } from "./runs.ts";

/** How long a closed issue is still told what became of its task, in milliseconds. */
const recent = 24 * 3_600_000;

/** GitHub's moments are seconds: what changes an issue again in the same one does not show, so that it is looked at again. */
const settles = 2000;

/** What is remembered for as long as the process lives; a new one finds the same out again. */
class Book {
  readonly issues = new Map<string, SeenIssue>();
  /** Sources that are here, or were refused: they are not offered again. */
  readonly settled = new Set<string>();
  /** What was seen and said at an issue, by its address. */
  readonly told = new Map<string, string>();
  since = 0;
}

type Round = IntakeDesk & { readonly client: Client; readonly book: Book };

const look = async ({ client, book }: Round): Promise<void> => {
  const changed = await changedIssues(client, { label: labels.ours, since: book.since });
  for (const issue of changed) book.issues.set(issue.url, issue);
  book.since = Math.max(book.since, ...changed.map(({ updated }) => updated));
};

/** Open issues that nothing here was made of yet. */
const proposeIssues = ({ book, tended, intake }: Round): void => {
  for (const { source } of tended) book.settled.add(source);
  const fresh = [...book.issues.values()].filter(
    ({ isOpen, url, text }) => isOpen && !isOpenedFor(text) && !book.settled.has(url),
  );
  if (fresh.length === 0) return;
  const asked = fresh.sort((a, b) => a.number - b.number).map((one) => askedByIssue(one, labels.ours));
  if (intake.propose(asked)) for (const { source } of asked) book.settled.add(source);
};

/** A workflow that is red on the target is a task, once for as long as it stays red. */
const proposeRed = async ({ client, book, target, intake }: Round): Promise<void> => {
  for (const streak of streaksIn(await runsOn(client, target))) {
    const sources = sourcesOf(streak);
    const isKnown = sources.some((source) => book.settled.has(source)) || intake.holds(sources);
    const asked = isKnown
      ? []
      : [askedByStreak(streak, { target, excerpts: await excerptsOfRun(client, streak) })];
    if (isKnown || intake.propose(asked)) for (const source of sources) book.settled.add(source);
  }
};

/** Does what people say at an issue; what came of each is remembered in our comment. */
const obeyAll = (
  { intake }: Round,
  { tended, issue, talk }: { tended: Tended; issue: SeenIssue; talk: Talk },
): Heard => {
  const { task, file } = tended;
  let { heard } = talk;
  for (const command of talk.commands) {
    const { may, word } = command;
    const asked = askedByIssue(issue, labels.ours);
    const refused = may && word !== undefined ? intake.obey({ ...command, task, file, asked }) : undefined;
    heard = answeredAtIssue(heard, refused === undefined ? command : { ...command, refused });
  }
  return heard;
};

const tendOne = async (round: Round, tended: Tended, issue: SeenIssue): Promise<void> => {
  const { client, book } = round;
  const mark = `${issue.updated} ${tended.standing}`;
  if (book.told.get(issue.url) === mark) return;
  const talk = await talkAt(client, tended.task, issue);
  const heard = obeyAll(round, { tended, issue, talk });
  const text = issueNote(tended, heard);
  const [note] = talk.notes;
  if (note?.text.trim() !== text.trim()) {
    const id = note === undefined ? {} : { id: note.id };
    await actOn(client, { kind: "note", pull: issue.number, text, ...id });
  }
  if (client.now() - issue.updated > settles) book.told.set(issue.url, mark);
};

const isTold = ({ isOpen, closed = 0 }: SeenIssue, now: number): boolean => isOpen || now - closed < recent;

const tellAll = async (round: Round, signal: AbortSignal): Promise<void> => {
  for (const tended of round.tended) {
    const issue = round.book.issues.get(tended.source);
    if (signal.aborted) return;
    if (issue !== undefined && isTold(issue, round.client.now())) await tendOne(round, tended, issue);
  }
};

/** One part after another: what GitHub refuses (issues that are switched off, a right that is lacking) keeps back nothing else. */
const goRound = async (round: Round, signal: AbortSignal): Promise<void> => {
  const parts = [
    () => look(round),
    async () => proposeIssues(round),
    () => proposeRed(round),
    () => tellAll(round, signal),
  ];
  for (const part of parts) {
    try {
      await part();
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
    }
  }
};

/**
 * Tends what is asked for at GitHub: labelled issues and a red target become drafts, people's commands at issues are obeyed,
 * and each issue is told how its task stands. Two conditional requests, and more only where something has changed.
 */
export const createTender = (
  client: Client,
  { bell, interval }: { readonly bell: Bell; readonly interval: number },
): Github["tend"] => {
  const book = new Book();
  return async (desk, signal) => {
    while (!signal.aborted) {
      const rung = bell.wait(interval, signal);
      try {
        await goRound({ ...desk, client, book }, signal);
      } catch (error) {
        if (!(error instanceof ClosedError)) throw error;
      }
      await rung;
    }
  };
};
