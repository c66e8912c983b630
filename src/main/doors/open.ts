import type { Doors } from "../../faces/doors/doors.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import { glanceAtRepository } from "../../git/glance.ts";
import type { Repository } from "../../git/repository.ts";
import type { Changes } from "../../store/edit.ts";
import type { Checked, Opened } from "./opened.ts";

/** Works in a repository after a close look at it. What is wrong with it is the person's to mend: a UsageError. */
const inRepository = async <T>(folder: string, work: (repository: Repository) => Promise<T>): Promise<T> => {
  const { findRepository, RepositoryError } = await import("../../git/repository.ts");
  try {
    return await work(await findRepository(folder));
  } catch (error) {
    throw error instanceof RepositoryError ? new UsageError(error.message, { cause: error }) : error;
  }
};

const evidence = () => import("./evidence.ts");
const documents = () => import("./documents.ts");
const background = () => import("./background.ts");

/** What lies behind a door is loaded when it is opened, and git is asked about the repository only where it is going to work. */
const doorsInto = (opened: Opened, folder: string): Doors => {
  const checked = <T>(work: (opened: Checked) => Promise<T>): Promise<T> =>
    inRepository(folder, (repository) => work({ repository, entry: opened.entry }));
  return {
    survey: async () => (await import("./survey.ts")).survey(opened),
    learned: () => checked(async (here) => (await import("./learned.ts")).learned(here)),
    foresee: () => checked(async (here) => (await import("./foresee.ts")).foresee(here)),
    ahead: async () => (await import("./ahead.ts")).ahead(opened),
    feed: async (past) => (await import("./feed.ts")).openFeed(opened, past),
    events: async (seq, limit) => (await import("./events.ts")).readEvents(opened, seq, limit),
    happened: async (since, kinds) => (await import("./events.ts")).readHappened(opened, since, kinds),
    metersAt: async (moment, attempts) => (await import("./events.ts")).readMeters(opened, moment, attempts),
    commitTime: async (name) =>
      (await import("../../git/commit-time.ts")).commitTime(opened.repository.checkout, name),
    wish: (wish) =>
      wish.kind === "take" || wish.kind === "give"
        ? checked(async (here) => (await import("./take.ts")).grantByHand(here, wish))
        : import("./wish.ts").then(({ grant }) => grant(opened, wish)),
    take: (task, told) => checked(async (here) => (await import("./take.ts")).takeOver(here, task, told)),
    openShell: async (taken) => (await import("./shell.ts")).openShell(taken),
    taskFiles: async () => (await documents()).taskFiles(opened),
    readTask: async (file) => (await documents()).readTask(opened, file),
    edit: async (task, keys) => (await documents()).editTask(opened, task, keys as Changes),
    add: async (draft) => (await documents()).addTask(opened, draft),
    lookAbout: () => checked(async (here) => (await import("./adopt.ts")).lookAbout(here)),
    adopt: (request) => checked(async (here) => (await import("./adopt.ts")).adopt(here, request)),
    import: (request) =>
      checked(async (here) => (await import("./import.ts")).importFrom(here, folder, request)),
    openIssue: (task) => checked(async (here) => (await import("./issue.ts")).issueFor(here, task)),
    openEditor: async (file) => (await documents()).openEditor(opened, file),
    openPage: async (url) => (await import("./page.ts")).openPage(url),
    run: (request) => checked(async (here) => (await import("./run.ts")).runUntilQuiet(here, request)),
    up: () => checked(async (here) => (await background()).bringUp(here)),
    down: async (now) =>
      now ? (await import("./end-now.ts")).endNow(opened) : (await background()).takeDown(opened),
    signsIn: async () => (await import("./reach.ts")).signsInHere(),
    payers: async (drivers) => (await import("./payer.ts")).payers(drivers),
    logs: async (task, attempt) => (await evidence()).logsOf(opened, task, attempt),
    actions: async (task, attempt) => (await import("./actions.ts")).actionsOf(opened, task, attempt),
    diff: (task, attempt) => checked(async (here) => (await evidence()).diffOf(here, task, attempt)),
    path: async (task) => (await evidence()).pathOf(opened, task),
    verify: (task) => checked(async (here) => (await evidence()).verify(here, task)),
    judge: (base) => checked(async (here) => (await import("./ci.ts")).judgeHere(here, base)),
    audit: (task) => checked(async (here) => (await evidence()).audit(here, task)),
    doctor: (request) => checked(async (here) => (await import("./doctor.ts")).examine(here, request)),
    clean: (remove) => checked(async (here) => (await import("./clean.ts")).clean(here, remove)),
    init: (request) => checked(async (here) => (await import("./init.ts")).initialise(here, request)),
  };
};

/** Where nothing was ever committed there is nothing to work on: a repository can be set up and looked at, no more. */
const beforeFirstCommit = (doors: Doors, why: string): Doors => {
  const refuse = async (): Promise<never> => {
    throw new UsageError(why);
  };
  const names = Object.keys(doors) as (keyof Doors)[];
  const refused = Object.fromEntries(names.map((name) => [name, refuse])) as Record<
    keyof Doors,
    typeof refuse
  >;
  return {
    ...refused,
    doctor: (request) => doors.doctor(request),
    init: (request) => doors.init(request),
  };
};

/** Opens the doors into the repository that a folder is in. Throws a UsageError where there is none. */
export const openDoors = async (folder: string, entry: string): Promise<Doors> => {
  const glanced = glanceAtRepository(folder);
  if (glanced !== undefined) return doorsInto({ repository: glanced, entry }, folder);
  return inRepository(folder, async (repository) => {
    const { hasCommit, noCommit } = await import("../../git/repository.ts");
    const doors = doorsInto({ repository, entry }, folder);
    return (await hasCommit(repository)) ? doors : beforeFirstCommit(doors, noCommit(repository).message);
  });
};
