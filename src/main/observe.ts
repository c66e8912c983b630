import { messageOf } from "../core/message-of.ts";
import type { Tally } from "../core/route/tally.ts";
import type { News } from "../engine/ports/news.ts";
import { filesIn } from "./files.ts";
import type { WholeGit } from "./git.ts";
import type { HostSettings } from "./host.ts";
import { openLessons } from "./lessons.ts";

type Tell = (news: News) => void;

/** Whom news is told, and when there is time for what nobody waits for. */
type Audience = { readonly tell: Tell; readonly quiet: () => Promise<void> };

/** Tells where definitions come from, each time that or what they say changes. */
const definitionsTeller = (git: WholeGit, { folders }: HostSettings, tell: Tell) => {
  let told: string | undefined;
  return async (branch: string, tip: string): Promise<void> => {
    const { from } = await git.definitions({ target: branch });
    const committed = from === "checkout" ? [] : await git.committedFiles(folders);
    const place = from === "checkout" ? from : [tip, ...committed].join("\0");
    if (place === told) return;
    told = place;
    if (from === "checkout") return tell({ kind: "definitions", from });
    const files = await git.treeFiles(tip, folders);
    tell({
      kind: "definitions",
      from,
      committed,
      files: files.map(({ path, text }) => [path, text] as const),
    });
  };
};

/** Tells what results teach, each time that they teach something else. */
const lessonsTeller = (git: WholeGit, { repository, folders }: HostSettings, tell: Tell) => {
  const learn = openLessons(git, filesIn(repository.state).lessons);
  let told: readonly Tally[] | undefined;
  return async (tip: string): Promise<void> => {
    const tallies = await learn({ tip, folder: folders.results });
    if (tallies === told) return;
    told = tallies;
    tell({ kind: "tallies", tallies });
  };
};

/** Tells what a person has put away, and each time that it is something else: the engine may know what another host told. */
const stashTeller = (git: WholeGit, { folders }: HostSettings, tell: Tell) => {
  let told: string | undefined;
  return async (): Promise<void> => {
    const files = await git.stashed(folders.tasks);
    const now = JSON.stringify(files);
    if (now !== told) tell({ kind: "stashed", files });
    told = now;
  };
};

/**
 * Looks at the target and at the person's checkout, and again whenever either may have moved; tells what is new. Returns a
 * way to ask for a look.
 */
export const observeTarget = (
  git: WholeGit,
  settings: HostSettings,
  { tell, quiet }: Audience,
): (() => void) => {
  let { since } = settings;
  let running: Promise<void> | undefined;
  let again = false;
  const tellDefinitions = definitionsTeller(git, settings, tell);
  const tellLessons = lessonsTeller(git, settings, tell);
  const tellStashed = stashTeller(git, settings, tell);
  const tellTrouble = (error: unknown): void => tell({ kind: "trouble", message: messageOf(error) });
  const look = async (): Promise<void> => {
    const target = settings.target === undefined ? {} : { target: settings.target };
    const news = await git.observe({
      ...target,
      ...(since === undefined ? {} : { since }),
      results: settings.folders.results,
    });
    await tellDefinitions(news.branch, news.tip);
    await quiet();
    await tellLessons(news.tip).catch(tellTrouble);
    since = news.tip;
    tell({ kind: "target", news });
    await tellStashed();
  };
  const lookOften = async (): Promise<void> => {
    do {
      again = false;
      await look().catch(tellTrouble);
    } while (again);
    running = undefined;
  };
  const soon = (): void => {
    again = true;
    running ??= lookOften();
  };
  git.watchTarget(settings.target, soon);
  soon();
  return soon;
};
