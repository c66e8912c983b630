import { checkIn, literalGlob, together, within, type CheckIdea, type Found } from "./idea.ts";
import { folderOf, homesOf, inFolder, isBelow, nameOf, outermost, type Tree } from "./tree.ts";

/** An ecosystem that is told by one file and judged by one command. */
type Simple = {
  readonly manifest: RegExp;
  readonly tool: string;
  /** A program in the repository that is used instead where it lies beside the manifest. */
  readonly wrapper?: string;
  readonly test: string;
  /** Paths without one of which there is nothing to run. */
  readonly only?: RegExp;
};

const simple: readonly Simple[] = [
  { manifest: /^pom\.xml$/, tool: "mvn", wrapper: "mvnw", test: "-B -q test" },
  { manifest: /^(?:build|settings)\.gradle(?:\.kts)?$/, tool: "gradle", wrapper: "gradlew", test: "test" },
  { manifest: /\.(?:sln|slnx|csproj|fsproj)$/, tool: "dotnet", test: "test" },
  { manifest: /^mix\.exs$/, tool: "mix", test: "test", only: /_test\.exs$/ },
  { manifest: /^Package\.swift$/, tool: "swift", test: "test", only: /(?:^|\/)Tests\// },
  { manifest: /^deno\.jsonc?$/, tool: "deno", test: "test", only: /[._](?:test|spec)\.[jt]sx?$/ },
];

const checksOf = (
  tree: Tree,
  paths: ReadonlySet<string>,
  { manifest, tool, wrapper, test, only }: Simple,
): CheckIdea[] =>
  outermost(homesOf(tree, manifest)).flatMap((folder): CheckIdea[] => {
    const because = tree.paths.find((path) => folderOf(path) === folder && manifest.test(nameOf(path))) ?? "";
    if (only !== undefined && !tree.paths.some((path) => isBelow(path, folder) && only.test(path))) return [];
    const wrapped = wrapper !== undefined && paths.has(inFolder(folder, wrapper));
    const run = `${wrapped ? `./${wrapper}` : tool} ${test}`;
    const tools = wrapped ? [] : [tool];
    return [checkIn(folder, { kind: "test", name: `${tool} test`, run, tools, because, needsSetup: false })];
  });

/** An installer that fills the worktree, and the test it makes possible. */
type Bundle = {
  readonly folder: string;
  readonly tool: string;
  readonly files: readonly [manifest: string, lock: string];
  readonly install: string;
  readonly outputs: readonly string[];
  readonly test: string | undefined;
};

const foundIn = (paths: ReadonlySet<string>, bundle: Bundle): Found => {
  const { folder, tool, files, install, outputs, test } = bundle;
  const here = (names: readonly string[]): string[] => names.map((name) => inFolder(folder, name));
  const own = { tools: [tool], because: inFolder(folder, files[0]) };
  const inputs = here(files).filter((path) => paths.has(path));
  return {
    setups: [
      { ...own, run: within(folder, install), inputs: inputs.map(literalGlob), outputs: here(outputs) },
    ],
    checks:
      test === undefined
        ? []
        : [checkIn(folder, { ...own, kind: "test", name: test, run: test, needsSetup: true })],
    notes: [],
  };
};

const php = (tree: Tree, paths: ReadonlySet<string>, folder: string): Bundle => {
  const scripted = /"scripts"\s*:\s*\{[^}]*"test"\s*:/.test(
    tree.text(inFolder(folder, "composer.json")) ?? "",
  );
  const unit = ["phpunit.xml", "phpunit.xml.dist"].some((name) => paths.has(inFolder(folder, name)));
  return {
    folder,
    tool: "composer",
    files: ["composer.json", "composer.lock"],
    install: "composer install --no-interaction",
    outputs: ["vendor"],
    test: scripted ? "composer test" : unit ? "vendor/bin/phpunit" : undefined,
  };
};

const ruby = (tree: Tree, paths: ReadonlySet<string>, folder: string): Bundle => {
  const has = (name: string): boolean =>
    tree.paths.some((path) => path.startsWith(`${inFolder(folder, name)}/`));
  const rake = paths.has(inFolder(folder, "Rakefile")) && has("test");
  return {
    folder,
    tool: "bundle",
    files: ["Gemfile", "Gemfile.lock"],
    install: "bundle config set --local path vendor/bundle && bundle install",
    outputs: [".bundle", "vendor/bundle"],
    test: has("spec") ? "bundle exec rspec" : rake ? "bundle exec rake test" : undefined,
  };
};

/** Ecosystems that need little: the JVM, .NET, Elixir, Swift, Deno, PHP and Ruby. */
export const other = (tree: Tree): Found => {
  const paths = new Set(tree.paths);
  const bundles = [
    ...outermost(homesOf(tree, /^composer\.json$/)).map((folder) => php(tree, paths, folder)),
    ...outermost(homesOf(tree, /^Gemfile$/)).map((folder) => ruby(tree, paths, folder)),
  ];
  const checks = simple.flatMap((one) => checksOf(tree, paths, one));
  return together([{ setups: [], checks, notes: [] }, ...bundles.map((bundle) => foundIn(paths, bundle))]);
};
