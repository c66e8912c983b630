import {
  checkIn,
  literalGlob,
  within,
  type CheckIdea,
  type Found,
  type Kind,
  type SetupIdea,
} from "./idea.ts";
import { hasKey, hasTable, tablesOf, textAt } from "./toml.ts";
import { folderOf, homesOf, inFolder, isBelow, isPythonTest, nameOf, outermost, type Tree } from "./tree.ts";

type Manager = "uv" | "poetry" | "pip";

/** A folder of Python with a manifest, and what its files say. */
type Place = {
  readonly tree: Tree;
  readonly paths: ReadonlySet<string>;
  readonly folder: string;
  readonly pyproject: ReadonlyMap<string, string>;
  /** All that its manifests say, as one text. */
  readonly words: string;
};

const has = ({ paths, folder }: Place, name: string): boolean => paths.has(inFolder(folder, name));
const textOf = ({ tree, folder }: Place, name: string): string => tree.text(inFolder(folder, name)) ?? "";

const managerOf = (place: Place): Manager => {
  if (has(place, "uv.lock") || hasTable(place.pyproject, "tool.uv")) return "uv";
  return has(place, "poetry.lock") || hasTable(place.pyproject, "tool.poetry") ? "poetry" : "pip";
};

const requirementFiles = [
  "requirements.txt",
  "requirements-dev.txt",
  "requirements-test.txt",
  "requirements_dev.txt",
  "dev-requirements.txt",
  "test-requirements.txt",
  "requirements/dev.txt",
  "requirements/test.txt",
];

const testsOf = ({ tree, folder }: Place): string[] =>
  tree.paths.filter((path) => isBelow(path, folder) && isPythonTest(path));

type Framework = "pytest" | "unittest" | "none";

/** pytest where it is configured or named; else what the tests themselves import. */
const frameworkOf = (place: Place): Framework => {
  const configured =
    has(place, "pytest.ini") ||
    hasTable(place.pyproject, "tool.pytest") ||
    /^\[(?:tool:)?pytest\]/m.test(textOf(place, "setup.cfg") + textOf(place, "tox.ini"));
  const tests = testsOf(place);
  if (configured || (tests.length > 0 && /\bpytest\b/.test(place.words))) return "pytest";
  if (tests.length === 0) return "none";
  // One test of the whole repository is read: it stands for all.
  const known = [...tests, ...place.tree.paths.filter(isPythonTest)];
  const sample = known.map((path) => place.tree.text(path)).find((text) => text !== undefined) ?? "";
  return /^\s*(?:import|from) unittest\b/m.test(sample) && !/\bpytest\b/.test(sample) ? "unittest" : "pytest";
};

/** Tools that judge, where they are configured or named as a dependency. */
const toolsOf = (place: Place): readonly (readonly [Kind, string, string])[] => [
  ...(has(place, "ruff.toml") || has(place, ".ruff.toml") || hasTable(place.pyproject, "tool.ruff")
    ? [["lint", "ruff", "ruff check ."] as const]
    : []),
  ...(hasTable(place.pyproject, "tool.ruff.format")
    ? [["format", "ruff", "ruff format --check ."] as const]
    : []),
  ...(hasTable(place.pyproject, "tool.black") ? [["format", "black", "black --check ."] as const] : []),
  ...(has(place, ".flake8") || /^\[flake8\]/m.test(textOf(place, "setup.cfg") + textOf(place, "tox.ini"))
    ? [["lint", "flake8", "flake8"] as const]
    : []),
  ...(has(place, "mypy.ini") ||
  hasTable(place.pyproject, "tool.mypy") ||
  /^\[mypy\]/m.test(textOf(place, "setup.cfg"))
    ? [
        [
          "types",
          "mypy",
          /^\s*(?:files|packages|modules)\s*=/m.test(place.words) ? "mypy" : "mypy .",
        ] as const,
      ]
    : []),
];

const extrasOf = ({ pyproject }: Place): string => {
  const known = ["dev", "test", "tests", "testing"].filter((name) =>
    hasKey(pyproject, "project.optional-dependencies", name),
  );
  return known.length === 0 ? "" : `[${known.join(",")}]`;
};

/** The name of the project, where pip can install it and it depends on anything. */
const projectOf = (place: Place): string | undefined => {
  const { pyproject, words } = place;
  const older = has(place, "setup.py") && /\binstall_requires\b/.test(words);
  const depends =
    hasKey(pyproject, "project", "dependencies") || hasTable(pyproject, "project.optional-dependencies");
  const written = `${textOf(place, "setup.cfg")}\n${textOf(place, "setup.py")}`;
  const name =
    textAt(pyproject, "project", "name") ??
    (older ? /\bname\s*=\s*["']?([\w.-]+)/.exec(written)?.[1] : undefined);
  return (depends || older) && name !== undefined && /^\w[\w.-]*$/.test(name) ? name : undefined;
};

/**
 * Installs with pip into `.venv`. Never the project itself: its copy there, or a link to the worktree it was made in, would
 * be what other worktrees test. So it is installed for its dependencies, and taken out again.
 */
const pipSteps = (place: Place, needed: readonly string[]): string[] => {
  const files = requirementFiles.filter((name) => has(place, name));
  const project = projectOf(place);
  const pip = ".venv/bin/python -m pip";
  const own = project === undefined ? [] : [`'.${extrasOf(place)}'`];
  const wanted = [...own, ...files.map((name) => `-r ${name}`), ...needed];
  return [
    ...(wanted.length === 0 ? [] : [`${pip} install ${wanted.join(" ")}`]),
    ...(project === undefined ? [] : [`${pip} uninstall -y ${project}`]),
  ];
};

const installers: Readonly<Record<Exclude<Manager, "pip">, string>> = {
  uv: "uv sync --frozen --no-install-workspace",
  poetry: "POETRY_VIRTUALENVS_IN_PROJECT=true poetry install --no-root --no-interaction",
};

const installOf = (place: Place, manager: Manager, needed: readonly string[]): string => {
  if (manager === "uv" && !has(place, "uv.lock")) return "uv sync --no-install-workspace";
  if (manager !== "pip") return installers[manager];
  const steps = pipSteps(place, needed);
  if (steps.length === 0) return "";
  // Older Pythons leave an environment that git sees; this is what newer ones do.
  return ["python3 -m venv .venv", "echo '*' > .venv/.gitignore", ...steps].join(" && ");
};

const manifestsOf = (place: Place): string[] =>
  ["pyproject.toml", "uv.lock", "poetry.lock", "setup.py", "setup.cfg", ...requirementFiles]
    .filter((name) => has(place, name))
    .map((name) => inFolder(place.folder, name));

const setupOf = (place: Place, manager: Manager, needed: readonly string[]): SetupIdea[] => {
  const run = installOf(place, manager, needed);
  const inputs = manifestsOf(place);
  const [because] = inputs;
  if (run === "" || because === undefined) return [];
  const tools = [manager === "pip" ? "python3" : manager];
  return [
    {
      run: within(place.folder, run),
      inputs: inputs.map(literalGlob),
      outputs: [inFolder(place.folder, ".venv")],
      tools,
      because,
    },
  ];
};

/** Scripts of an environment name the folder it was made in; the interpreter itself may be copied anywhere. */
const runnerOf = (manager: Manager, hasSetup: boolean): string => {
  if (!hasSetup) return "python3 -m";
  return manager === "uv" ? "uv run --no-sync python -m" : ".venv/bin/python -m";
};

const testRun = (place: Place, framework: Framework): string => {
  if (framework === "pytest") return "pytest";
  const top = testsOf(place).some((path) => path.startsWith(`${inFolder(place.folder, "tests")}/`));
  if (!top) return "unittest discover";
  // Python refuses a top folder from which the tests cannot be imported.
  return has(place, "tests/__init__.py") ? "unittest discover -s tests -t ." : "unittest discover -s tests";
};

/** The folder that a test is run from: above the packages it is in, and above a folder of tests. */
const testHome = (test: string, paths: ReadonlySet<string>): string => {
  let folder = folderOf(test);
  while (folder !== "" && paths.has(`${folder}/__init__.py`)) folder = folderOf(folder);
  return /^tests?$/.test(nameOf(folder)) ? folderOf(folder) : folder;
};

/** Where tests without any manifest are run from: unittest finds only what can be imported from there. */
const testHomes = (tree: Tree, paths: ReadonlySet<string>): string[] => {
  const tests = tree.paths.filter(isPythonTest);
  const place = { tree, paths, folder: "", pyproject: new Map<string, string>(), words: "" };
  if (tests.length === 0) return [];
  if (frameworkOf(place) !== "unittest") return [""];
  return [...new Set(tests.map((test) => testHome(test, paths)))];
};

/** Whether a text names a package, other than in the name of a table or of another package. */
const isNamed = (tool: string, words: string): boolean =>
  new RegExp(`(?<![\\w.:[-])${tool}(?![\\w.-])`).test(words);

const inPlace = (place: Place): Found => {
  const manager = managerOf(place);
  const framework = frameworkOf(place);
  const tools = toolsOf(place);
  const wanted = [...(framework === "pytest" ? ["pytest"] : []), ...tools.map(([, tool]) => tool)];
  const needed = [...new Set(wanted)].filter((tool) => !isNamed(tool, place.words));
  const setups = setupOf(place, manager, needed);
  const runner = runnerOf(manager, setups.length > 0);
  const source = place.tree.paths.some(
    (path) => path.startsWith(`${inFolder(place.folder, "src")}/`) && path.endsWith(".py"),
  );
  const before = source ? "PYTHONPATH=src " : "";
  const common = {
    tools: [manager === "pip" ? "python3" : manager],
    because: [...manifestsOf(place), ...testsOf(place)][0] ?? "",
    needsSetup: setups.length > 0,
  };
  const idea = (kind: Kind, name: string, run: string): CheckIdea =>
    checkIn(place.folder, { ...common, kind, name, run: `${before}${runner} ${run}` });
  const test = framework === "none" ? [] : [idea("test", framework, testRun(place, framework))];
  return {
    setups,
    checks: [
      ...tools.map(([kind, tool, run]) => idea(kind, kind === "format" ? `${tool} format` : tool, run)),
      ...test,
    ],
    notes: [],
  };
};

const manifests = /^(?:pyproject\.toml|setup\.py|setup\.cfg|pytest\.ini|requirements[\w.-]*\.txt)$/;

/** Python: uv, poetry or pip by what lies there; each folder that is nobody else's is looked at for itself. */
export const python = (tree: Tree): Found => {
  const paths = new Set(tree.paths);
  const homes = outermost(homesOf(tree, manifests));
  // Tests without any manifest still say that Python can run them.
  const folders = homes.length === 0 ? testHomes(tree, paths) : homes;
  const found = folders.map((folder) => {
    const words = ["pyproject.toml", "setup.py", "setup.cfg", "tox.ini", "mypy.ini", ...requirementFiles]
      .map((name) => tree.text(inFolder(folder, name)) ?? "")
      .join("\n");
    const pyproject = tablesOf(tree.text(inFolder(folder, "pyproject.toml")) ?? "");
    return inPlace({ tree, paths, folder, pyproject, words });
  });
  return {
    setups: found.flatMap(({ setups }) => setups),
    checks: found.flatMap(({ checks }) => checks),
    notes: [],
  };
};
