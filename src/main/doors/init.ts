import { existsSync, lstatSync } from "node:fs";
import { basename, join } from "node:path";
import { defaultConfig, type Config } from "../../core/config.ts";
import type { Moved } from "../../core/detect/folders.ts";
import type { CheckIdea } from "../../core/detect/idea.ts";
import type { Initialised, InitRequest, Trial } from "../../faces/doors/house.ts";
import { UsageError } from "../../faces/doors/usage-error.ts";
import { commitPaths, ignoredAmong } from "../../git/checkout-files.ts";
import { configFile } from "../../store/defaults.ts";
import { writeNew } from "../../store/write.ts";
import { quoted } from "../../views/words.ts";
import { firstConfig, firstTask, type FirstFile } from "./first-files.ts";
import { readSnapshot } from "./definitions.ts";
import { importable } from "./import-place.ts";
import { lackingLines } from "./lacking.ts";
import { lookAt, type Look } from "./look.ts";
import { byproductNotices, findMoved, folderNotices, foldersOf, placeNotices } from "./notices.ts";
import type { Checked } from "./opened.ts";
import { installedPrograms } from "./programs.ts";
import { choosePack, type Pack } from "./starter-pack.ts";
import { keepTimes } from "./times.ts";
import { tryOut } from "./trial.ts";
import { workflowFile } from "./workflow.ts";

const untried = ({ name, run, dir, because }: CheckIdea): Trial => ({
  name,
  run,
  ...(dir === undefined ? {} : { dir }),
  because,
  outcome: "not_run",
  seconds: 0,
});

const asCheck = (idea: CheckIdea) => ({ ...idea, minutes: 10, own: "repository" }) as const;

const nothing = { checks: [], byproducts: [] } as const;

/** What the repository's people run by hand, where nothing of its kind could be run that its tools name. */
const spareFor = ({ checks, spare }: Look["proposal"], tried: readonly Trial[]): readonly CheckIdea[] => {
  const ran = new Set(checks.filter((_, at) => tried[at]?.outcome !== "not_run").map(({ kind }) => kind));
  return spare.filter(({ kind }) => !ran.has(kind));
};

/** What was found, each tried out where that is wanted and possible. */
const trials = async (opened: Checked, look: Look, request: InitRequest) => {
  const { proposal, commit, target } = look;
  const { setup } = proposal;
  if (!request.run || commit === undefined)
    return {
      ran: false,
      byproducts: [],
      checks: proposal.checks.map(untried),
      ...(setup === undefined
        ? {}
        : { setup: untried({ ...setup, name: "setup", kind: "build", needsSetup: false }) }),
    };
  if (setup === undefined && proposal.checks.length === 0) return { ran: true, byproducts: [], checks: [] };
  const common = { ...request, commit, ground: { target, config: defaultConfig }, afresh: false };
  const first = await tryOut(opened, {
    ...common,
    ...(setup === undefined ? {} : { setup }),
    checks: proposal.checks.map(asCheck),
  });
  const spare = first === undefined ? [] : spareFor(proposal, first.checks);
  const second =
    spare.length === 0 ? nothing : await tryOut(opened, { ...common, checks: spare.map(asCheck) });
  if (first === undefined || second === undefined) return undefined;
  const tried = {
    ...first,
    checks: [...first.checks, ...second.checks],
    byproducts: [...new Set([...first.byproducts, ...second.byproducts])],
  };
  keepTimes(opened.repository.state, [...(tried.setup === undefined ? [] : [tried.setup]), ...tried.checks]);
  return { ran: true, ...tried };
};

/** Whether anything is at a path, a link that leads nowhere too. */
const isThere = (root: string, path: string): boolean =>
  existsSync(join(root, path)) || lstatSync(join(root, path), { throwIfNoEntry: false }) !== undefined;

/** Where a set-up stands: what was looked at, what is there already. */
type Plan = {
  readonly look: Look;
  readonly config: Config;
  readonly moved: readonly Moved[];
  readonly pack: Pack;
  /** What the checks left behind. */
  readonly byproducts: readonly string[];
  /** The text of `traffic.yaml` that belongs here. */
  readonly text: string;
  /** The version that judges pull requests, where work is to leave by them. */
  readonly github?: string;
};

/** The files that a set-up wants: the settings, agents where they were asked for, and a task where there is none. */
type Wish = { readonly files: readonly FirstFile[]; readonly task?: FirstFile };

const wishOf = async (opened: Checked, plan: Plan): Promise<Wish> => {
  const { look, config, moved, pack, text, github } = plan;
  const { tasks } = { ...config.folders, ...foldersOf(moved) };
  const hasTasks = tasks === config.folders.tasks && (await readSnapshot(opened)).tasks.size > 0;
  const workflow = github === undefined ? [] : [workflowFile(github)];
  const files = [{ path: configFile, text }, ...workflow, ...pack.files];
  if (hasTasks) return { files };
  const task = firstTask(look, { folder: tasks, agent: pack.tester });
  return { files: [...files, task], task };
};

type Written = {
  readonly files: readonly FirstFile[];
  readonly task: FirstFile | undefined;
  readonly committed: boolean;
  readonly ignored: boolean;
  /** Folders of other tools with tasks in them. */
  readonly others: readonly string[];
};

const stepsNext = (
  { files, task, committed, ignored, others }: Written,
  { pack, look, github }: Plan,
): string[] => [
  ...(files.length > 0 && !committed
    ? [
        `git add ${ignored ? "-f " : ""}${files.map(({ path }) => quoted(path)).join(" ")} && git commit -m 'Set up TrafficControl'`,
      ]
    : []),
  ...(github === undefined
    ? []
    : [
        `git push, and make \`traffic verify\` a required check of ${look.target} (Settings, Rules, at GitHub)`,
        "set GITHUB_TOKEN or sign in with gh, then: traffic doctor --github",
      ]),
  ...(task === undefined ? [] : [`traffic release ${basename(task.path, ".md")}, then: traffic run`]),
  ...others.map((folder) => `traffic import ${folder}, which shows what would become of the tasks there`),
  `traffic add 'What to do' --agent ${pack.maker}`,
];

const commitFiles = async (
  { repository }: Checked,
  { standing, target }: Look,
  files: readonly FirstFile[],
) => {
  if (standing.kind === "detached" || standing.branch !== target)
    throw new UsageError(
      `The files are written, but not committed: ${target} is not checked out. Switch to it and commit them.`,
    );
  const message = "Set up TrafficControl";
  return commitPaths(repository, { files: files.map(({ path }) => path), message });
};

/** Everything a person should know before they rely on it. */
const noticesOf = async (
  opened: Checked,
  { look, moved, byproducts }: Plan,
  ignored: ReadonlySet<string>,
): Promise<string[]> => [
  ...(await placeNotices(opened, look)),
  ...byproductNotices(look, byproducts),
  ...folderNotices(moved),
  ...[...ignored].map((path) => `${path} is ignored by .gitignore: it counts only once it is committed.`),
];

/** Writes the files that are not there yet, and commits them where that is wanted. */
const settle = async (opened: Checked, plan: Plan, request: InitRequest) => {
  const { checkout } = opened.repository;
  const { files: wanted, task } = await wishOf(opened, plan);
  const kept = wanted.filter(({ path }) => isThere(checkout, path));
  const missing = wanted.filter((file) => !kept.includes(file));
  const written = missing.map(({ path }) => path);
  const ignored = await ignoredAmong(opened.repository, written);
  // Before anything is written: our own files are no changes of the person's.
  const notices = await noticesOf(opened, plan, ignored);
  if (request.write) for (const file of missing) writeNew(checkout, file);
  const isToCommit = request.write && request.commit && missing.length > 0;
  const committed = isToCommit ? await commitFiles(opened, plan.look, missing) : undefined;
  const others = importable(checkout, foldersOf(plan.moved).tasks ?? plan.config.folders.tasks);
  const is = { others, files: missing, committed: committed !== undefined, ignored: ignored.size > 0 };
  const next = stepsNext({ ...is, task: missing.find((file) => file === task) }, plan);
  const kind = { written, kept: kept.map(({ path }) => path), notices, next };
  return committed === undefined ? kind : { ...kind, committed };
};

/** Writes what a repository needs to begin, and nothing over what is there; `undefined` when it was stopped before. */
export const initialise = async (opened: Checked, request: InitRequest): Promise<Initialised | undefined> => {
  const { config, agents } = await readSnapshot(opened);
  const isSet = isThere(opened.repository.checkout, configFile);
  const look = await lookAt(opened, config.target);
  const moved = isSet ? [] : await findMoved(opened, look);
  const folders = foldersOf(moved);
  const folder = folders.agents ?? config.folders.agents;
  const pack = await choosePack({ agents, teams: config.teams, folder, isSet }, request);
  const tried = await trials(opened, look, { ...request, run: request.run && !isSet });
  if (tried === undefined) return undefined;
  const { ran: _, byproducts, ...trial } = tried;
  const caps = { ...config.caps, ...request.caps };
  const { github } = request;
  const forGithub = github === undefined ? {} : { github };
  const handoff = github === undefined ? "local" : "pr";
  const text = firstConfig(look, { folders, caps, teams: pack.teams, handoff }, tried);
  return {
    target: look.target,
    ...(look.commit === undefined ? {} : { commit: look.commit }),
    ...trial,
    agents: pack.agents,
    caps: isSet ? config.caps : caps,
    lacking: isSet ? lackingLines(look, config, { caps: request.caps, teams: pack.teams, handoff }) : [],
    config: text,
    programs: await installedPrograms(),
    ...(await settle(opened, { look, config, moved, pack, byproducts, text, ...forGithub }, request)),
  };
};
