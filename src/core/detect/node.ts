import { checkIn, literalGlob, within, word, type CheckIdea, type Found, type SetupIdea } from "./idea.ts";
import { nodeProjects, type Package, type Project } from "./package.ts";
import { canJudge, judgesAmong } from "./scripts.ts";
import { inFolder, type Tree } from "./tree.ts";

type Name = "npm" | "pnpm" | "yarn" | "bun";

/** How a package manager is spoken to. `all` runs a script in every member of a workspace that has it. */
type Manager = {
  readonly locks: readonly string[];
  readonly install: string;
  /** Without a lock file. */
  readonly bare: string;
  readonly run: (script: string) => string;
  readonly all?: (script: string) => string;
  /** Puts options behind a script's command. */
  readonly pass: string;
};

const managers: Readonly<Record<Name, Manager>> = {
  pnpm: {
    locks: ["pnpm-lock.yaml"],
    install: "pnpm install --frozen-lockfile",
    bare: "pnpm install --no-lockfile",
    run: (script) => `pnpm run ${script}`,
    all: (script) => `pnpm -r run ${script}`,
    pass: "",
  },
  yarn: {
    locks: ["yarn.lock"],
    install: "yarn install --frozen-lockfile",
    bare: "yarn install",
    run: (script) => `yarn run ${script}`,
    pass: "",
  },
  bun: {
    locks: ["bun.lock", "bun.lockb"],
    install: "bun install --frozen-lockfile",
    bare: "bun install --no-save",
    run: (script) => `bun run ${script}`,
    all: (script) => `bun run --filter '*' ${script}`,
    pass: "",
  },
  npm: {
    locks: ["package-lock.json", "npm-shrinkwrap.json"],
    install: "npm ci",
    bare: "npm install --no-package-lock",
    run: (script) => (script === "test" ? "npm test" : `npm run ${script}`),
    all: (script) => `npm run ${script} --workspaces --if-present`,
    pass: " --",
  },
};

const names = Object.keys(managers) as readonly Name[];

type Place = { readonly tree: ReadonlySet<string>; readonly project: Project; readonly name: Name };

const managerOf = (paths: ReadonlySet<string>, { folder, manager }: Package): Name => {
  const locked = names.find((name) => managers[name].locks.some((lock) => paths.has(inFolder(folder, lock))));
  return (manager as Name | undefined) ?? locked ?? "npm";
};

/** Yarn from its second version on; its settings have a file of their own. */
const isBerry = ({ tree, project, name }: Place): boolean =>
  name === "yarn" && tree.has(inFolder(project.root.folder, ".yarnrc.yml"));

const berryOutputs = [
  ".pnp.cjs",
  ".pnp.loader.mjs",
  ".yarn/cache",
  ".yarn/unplugged",
  ".yarn/install-state.gz",
];

const settings = [".npmrc", "pnpm-workspace.yaml", ".yarnrc.yml", "bunfig.toml"];

const setupOf = (place: Place): SetupIdea[] => {
  const { tree, project, name } = place;
  const { folder } = project.root;
  const here = (file: string): string => inFolder(folder, file);
  const lock = managers[name].locks.map(here).find((path) => tree.has(path));
  const all = [project.root, ...project.members];
  if (lock === undefined && !all.some(({ hasDependencies }) => hasDependencies)) return [];
  const install = isBerry(place) ? "yarn install --immutable" : managers[name].install;
  const outputs = all.map((one) => inFolder(one.folder, "node_modules"));
  return [
    {
      run: within(folder, lock === undefined ? managers[name].bare : install),
      inputs: [
        ...all.map((one) => inFolder(one.folder, "package.json")),
        ...(lock === undefined ? [] : [lock]),
        ...settings.map(here).filter((path) => tree.has(path)),
      ].map(literalGlob),
      outputs: [...outputs, ...(isBerry(place) ? berryOutputs.map(here) : [])],
      tools: [name],
      because: lock ?? here("package.json"),
    },
  ];
};

/** What keeps runners that watch by default from it; a check has no one to press `q`. */
const oneRun = (command: string, { pass }: Manager): { before: string; after: string } => {
  if (
    /(?:^|\s)vitest(?:\s+(?!run\b|related\b|bench\b|-|--)\S+)*\s*$/.test(command) &&
    !/\bvitest\s+run\b/.test(command)
  )
    return { before: "", after: `${pass} --run` };
  if (/\bng test\b/.test(command)) return { before: "", after: `${pass} --watch=false` };
  return { before: /\breact-scripts test\b/.test(command) ? "CI=true " : "", after: "" };
};

/** Checks of one package, by its own scripts. */
const ownChecks = ({ name, project }: Place, { folder, scripts }: Package): CheckIdea[] =>
  judgesAmong(scripts).map(({ name: script, kind }) => {
    const { before, after } = oneRun(scripts[script] ?? "", managers[name]);
    return checkIn(folder, {
      kind,
      name: script,
      run: `${before}${managers[name].run(word(script))}${after}`,
      tools: [name],
      because: inFolder(folder, "package.json"),
      needsSetup: [project.root, ...project.members].some(({ hasDependencies }) => hasDependencies),
    });
  });

/** Checks of the members for which the root has no script: one command for all where the manager can, else one each. */
const memberChecks = (place: Place): CheckIdea[] => {
  const { project, name } = place;
  const { root, members } = project;
  const covered = new Set(judgesAmong(root.scripts).map(({ kind }) => kind));
  const open = members.flatMap((member) => ownChecks(place, member)).filter(({ kind }) => !covered.has(kind));
  const all = isBerry(place)
    ? (script: string) => `yarn workspaces foreach -A run ${script}`
    : managers[name].all;
  if (all === undefined || open.length < 2) return open;
  const scriptOf = (idea: CheckIdea): string => idea.name.slice(idea.name.lastIndexOf(": ") + 2);
  const shared = [...new Set(open.map(scriptOf))];
  return shared.flatMap((script): CheckIdea[] => {
    const ideas = open.filter((idea) => scriptOf(idea) === script);
    const [first] = ideas;
    const isPlain = members.every(({ scripts }) => {
      const command = Object.hasOwn(scripts, script) ? scripts[script] : undefined;
      return command === undefined || (canJudge(command) && oneRun(command, managers[name]).after === "");
    });
    if (first === undefined || ideas.length === 1 || !isPlain) return ideas;
    const { dir: _, ...rest } = first;
    const because = inFolder(root.folder, "package.json");
    return [checkIn(root.folder, { ...rest, name: script, run: all(word(script)), because })];
  });
};

/** Packages of Node: setup by the lock file, checks by scripts, workspaces by their runner. */
export const node = (tree: Tree): Found => {
  const paths = new Set(tree.paths);
  const { projects, unread } = nodeProjects(tree);
  const places = projects.map((project): Place => ({
    tree: paths,
    project,
    name: managerOf(paths, project.root),
  }));
  return {
    setups: places.flatMap(setupOf),
    checks: places.flatMap((place) => [...ownChecks(place, place.project.root), ...memberChecks(place)]),
    notes: unread.map((path) => `${path} holds no JSON object, so it was passed over.`),
  };
};
