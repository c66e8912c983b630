import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { propose, type Proposal } from "../../../src/core/detect/propose.ts";
import { treeOf, worthReading } from "../../../src/core/detect/tree.ts";

const of = (files: Readonly<Record<string, string>>): Proposal =>
  propose(treeOf(Object.keys(files), new Map(Object.entries(files))));

const runs = (proposal: Proposal): string[] =>
  proposal.checks.map(({ run, dir }) => (dir === undefined ? run : `${dir}$ ${run}`));

const manifest = (scripts: Readonly<Record<string, string>>, more: object = {}): string =>
  JSON.stringify({ devDependencies: { x: "1" }, scripts, ...more });

describe("Node", () => {
  const scripts = { test: "node --test", lint: "oxlint", typecheck: "tsc", build: "tsup" };
  test.each([
    ["package-lock.json", "npm ci", ["npm run lint", "npm test"]],
    ["pnpm-lock.yaml", "pnpm install --frozen-lockfile", ["pnpm run lint", "pnpm run test"]],
    ["yarn.lock", "yarn install --frozen-lockfile", ["yarn run lint", "yarn run test"]],
    ["bun.lock", "bun install --frozen-lockfile", ["bun run lint", "bun run test"]],
  ])("%s tells the package manager", (lock, install, commands) => {
    const { setup, checks } = of({ "package.json": manifest(scripts), [lock]: "" });
    expect(setup).toMatchObject({ run: install, inputs: ["package.json", lock], outputs: ["node_modules"] });
    expect(checks.map(({ kind }) => kind)).toEqual(["lint", "types", "build", "test"]);
    expect(checks.map(({ run }) => run)).toEqual(expect.arrayContaining(commands));
  });

  test("what packageManager names wins over a stray lock file", () => {
    const text = manifest({}, { packageManager: "pnpm@9.1.0" });
    const { setup } = of({ "package.json": text, "pnpm-lock.yaml": "", "yarn.lock": "" });
    expect(setup?.run).toBe("pnpm install --frozen-lockfile");
  });

  test("yarn from 2 on is asked in its own words", () => {
    const { setup } = of({ "package.json": manifest({}), "yarn.lock": "", ".yarnrc.yml": "" });
    expect(setup?.run).toBe("yarn install --immutable");
    expect(setup?.outputs).toContain(".pnp.cjs");
  });

  test.each([
    ["jest --watch", []],
    ["tsc -w", []],
    ['echo "Error: no test specified" && exit 1', []],
    ["eslint . --fix", []],
    ["cypress open", []],
    ["vitest", ["npm test -- --run"]],
    ["TZ=UTC vitest", ["npm test -- --run"]],
    ["vitest run", ["npm test"]],
    ["react-scripts test", ["CI=true npm test"]],
    ["ng test", ["npm test -- --watch=false"]],
    ["jest --watchAll=false", ["npm test"]],
  ])("a test script `%s` becomes %j", (script, expected) => {
    expect(runs(of({ "package.json": manifest({ test: script }) }))).toEqual(expected);
  });

  test("a script that another runs is left to that one; one that leads to watching is left out", () => {
    const all = {
      check: "npm run lint && npm test",
      lint: "x",
      test: "npm run unit",
      unit: "y",
      build: "npm run w",
    };
    expect(runs(of({ "package.json": manifest({ ...all, w: "tsc --watch" }) }))).toEqual(["npm run check"]);
  });

  test("two scripts that call one another both stay", () => {
    expect(runs(of({ "package.json": manifest({ test: "npm run check", check: "npm test" }) }))).toHaveLength(
      2,
    );
  });

  test("a workspace is asked through its runner, once", () => {
    const files = {
      "package.json": manifest({ lint: "oxlint" }, { workspaces: ["packages/*", "!packages/old"] }),
      "package-lock.json": "",
      "packages/a/package.json": manifest({ test: "node --test", lint: "oxlint" }),
      "packages/b/package.json": manifest({ test: "node --test" }),
      "packages/old/package.json": manifest({ test: "exit 1", build: "x" }),
    };
    expect(runs(of(files))).toEqual(["npm run lint", "npm run test --workspaces --if-present"]);
    expect(of(files).setup?.outputs).toEqual([
      "node_modules",
      "packages/a/node_modules",
      "packages/b/node_modules",
    ]);
  });

  test("pnpm's workspace file is read, Windows line ends and all", () => {
    const files = {
      "package.json": manifest({}),
      "pnpm-lock.yaml": "",
      "pnpm-workspace.yaml": 'packages:\r\n  # ours\r\n  - "apps/*"\r\n',
      "apps/a/package.json": manifest({ test: "x" }),
      "apps/b/package.json": manifest({ test: "x" }),
    };
    expect(runs(of(files))).toEqual(["pnpm -r run test"]);
  });

  test("packages apart from each other are checked in their folders", () => {
    const files = {
      "api/package.json": manifest({ test: "x" }),
      "api/package-lock.json": "",
      "web ui/package.json": manifest({ test: "x" }),
      "web ui/yarn.lock": "",
    };
    expect(runs(of(files))).toEqual(["api$ npm test", "web ui$ yarn run test"]);
    expect(of(files).setup?.run).toBe(
      "(cd api && npm ci) && (cd 'web ui' && yarn install --frozen-lockfile)",
    );
  });

  test("a package without dependencies needs no setup", () => {
    const text = JSON.stringify({ scripts: { test: "node --test" } });
    expect(of({ "package.json": text }).setup).toBeUndefined();
  });

  test("a manifest that is no JSON is told, and stops nothing", () => {
    const { notes, checks } = of({ "package.json": "{", "go.mod": "" });
    expect(notes).toEqual(["package.json holds no JSON object, so it was passed over."]);
    expect(checks).toHaveLength(2);
  });
});

describe("Python", () => {
  test("requirements: an environment of its own, whose scripts are never called by their path", () => {
    const { setup, checks } = of({
      "requirements.txt": "requests\n",
      "app.py": "",
      "tests/test_app.py": "import pytest\n",
      "tests/test_more.py": "",
    });
    expect(setup?.run).toContain("pip install -r requirements.txt pytest");
    expect(setup?.outputs).toEqual([".venv"]);
    expect(checks.map(({ run }) => run)).toEqual([".venv/bin/python -m pytest"]);
  });

  test("the project itself never stays installed: other worktrees would test it", () => {
    const pyproject =
      '[project]\nname = "thing"\ndependencies = ["x"]\n[project.optional-dependencies]\ndev = ["pytest"]\n[tool.ruff]\n[tool.mypy]\n';
    const { setup, checks } = of({
      "pyproject.toml": pyproject,
      "src/thing/a.py": "",
      "tests/test_a.py": "",
    });
    expect(setup?.run).toMatch(/install '\.\[dev\]' ruff mypy && .* uninstall -y thing$/);
    expect(checks.map(({ run }) => run)).toEqual([
      "PYTHONPATH=src .venv/bin/python -m ruff check .",
      "PYTHONPATH=src .venv/bin/python -m mypy .",
      "PYTHONPATH=src .venv/bin/python -m pytest",
    ]);
  });

  test("uv and poetry by their lock files", () => {
    const tested = { "pyproject.toml": '[project]\nname="a"\n', "test_a.py": "" };
    expect(of({ ...tested, "uv.lock": "" }).setup?.run).toBe("uv sync --frozen --no-install-workspace");
    expect(runs(of({ ...tested, "uv.lock": "" }))).toEqual(["uv run --no-sync python -m pytest"]);
    expect(of({ ...tested, "poetry.lock": "" }).setup?.run).toContain("poetry install --no-root");
  });

  test("tests that use unittest need nothing", () => {
    const { setup, checks } = of({ "tests/test_a.py": "import unittest\n" });
    expect(setup).toBeUndefined();
    expect(checks.map(({ run }) => run)).toEqual(["python3 -m unittest discover -s tests"]);
    const packaged = of({ "tests/test_a.py": "import unittest\n", "tests/__init__.py": "" });
    expect(runs(packaged)).toEqual(["python3 -m unittest discover -s tests -t ."]);
  });

  test("tests that use unittest are run from where they can be imported", () => {
    const files = {
      "services/api/tests/test_a.py": "import unittest\n",
      "services/api/tests/__init__.py": "",
      "services/web/test_b.py": "import unittest\n",
      "lib/pack/__init__.py": "",
      "lib/pack/tests/__init__.py": "",
      "lib/pack/tests/test_c.py": "import unittest\n",
    };
    expect(runs(of(files)).toSorted()).toEqual([
      "lib$ python3 -m unittest discover",
      "services/api$ python3 -m unittest discover -s tests -t .",
      "services/web$ python3 -m unittest discover",
    ]);
  });

  test("several projects are each checked in their folder", () => {
    const files = {
      "one/pyproject.toml": "[tool.pytest.ini_options]\n",
      "one/test_a.py": "",
      "two/requirements.txt": "pytest\n",
      "two/test_b.py": "",
    };
    expect(runs(of(files))).toEqual(["one$ .venv/bin/python -m pytest", "two$ .venv/bin/python -m pytest"]);
    expect(of(files).setup?.outputs).toEqual(["one/.venv", "two/.venv"]);
  });
});

test("Rust: the workspace at once, cheap first, and nothing it built is ever copied", () => {
  const files = {
    "Cargo.toml": "[workspace]\nmembers = ['a']\n",
    "a/Cargo.toml": "[package]\n",
    "rustfmt.toml": "",
  };
  expect(runs(of(files))).toEqual([
    "cargo fmt --all --check",
    "cargo clippy --workspace --all-targets -- -D warnings",
    "cargo test --workspace",
  ]);
  expect(of(files).setup).toBeUndefined();
});

test("Go: each module in its folder", () => {
  expect(runs(of({ "go.mod": "", "tools/go.mod": "" }))).toEqual([
    "go vet ./...",
    "tools$ go vet ./...",
    "go test ./...",
    "tools$ go test ./...",
  ]);
});

describe("make and just", () => {
  test("targets by name; variables, watchers and what another target needs are none", () => {
    const text =
      "TEST := 1\ntest: build\n\t./run\nbuild:\n\tcc a.c\nlint:\n\tx --watch\n.PHONY: test\ncheck-all:\n";
    expect(runs(of({ Makefile: text }))).toEqual(["make test"]);
  });

  test("what the ecosystem's own runner covers is kept for where that cannot be run", () => {
    const { spare } = of({ Makefile: "test:\n\tgo test\nformat-check:\n\tgofmt -l .\n", "go.mod": "" });
    expect(spare.map(({ run }) => run)).toEqual(["make test"]);
  });

  test("what the ecosystem's own runner covers is not asked for again", () => {
    expect(runs(of({ Makefile: "test:\n\tgo test\nformat-check:\n\tgofmt -l .\n", "go.mod": "" }))).toEqual([
      "make format-check",
      "go vet ./...",
      "go test ./...",
    ]);
  });

  test("a justfile", () => {
    expect(runs(of({ justfile: "set shell := ['sh']\n\ntest arg='x':\n    cargo test\n" }))).toEqual([
      "just test",
    ]);
  });
});

test.each([
  [{ "pom.xml": "" }, "mvn -B -q test"],
  [{ "build.gradle.kts": "", gradlew: "" }, "./gradlew test"],
  [{ "composer.json": '{"scripts": {"test": "phpunit"}}' }, "composer test"],
  [{ Gemfile: "", "spec/a_spec.rb": "" }, "bundle exec rspec"],
  [{ "app/App.csproj": "" }, "app$ dotnet test"],
])("%j is tested by %s", (files, run) => {
  expect(runs(of(files))).toEqual([run]);
});

test("fixtures and examples are nobody's project", () => {
  const files = {
    "examples/a/package.json": manifest({ test: "x" }),
    "test/fixtures/go.mod": "",
    "vendor/x/Cargo.toml": "",
  };
  expect(of(files).checks).toEqual([]);
});

test("a repository without tests is known as one", () => {
  expect(of({ "README.md": "", "src/latest.ts": "" }).tested).toBe(false);
  expect(of({ "src/a.test.ts": "" }).tested).toBe(true);
  expect(of({ "a_test.go": "" }).tested).toBe(true);
});

/** What names each tool, as a table of its own. */
const names: Readonly<Record<string, RegExp>> = {
  npm: /package(?:-lock)?\.json$/,
  pnpm: /package\.json$|pnpm-lock\.yaml$/,
  yarn: /package\.json$|yarn\.lock$/,
  bun: /package\.json$|bun\.lockb?$/,
  uv: /pyproject\.toml$|uv\.lock$|requirements.*\.txt$|setup\.(?:py|cfg)$|\.py$/,
  poetry: /pyproject\.toml$|poetry\.lock$|requirements.*\.txt$|setup\.(?:py|cfg)$|\.py$/,
  python3: /\.py$|pyproject\.toml$|requirements.*\.txt$|setup\.(?:py|cfg)$|pytest\.ini$/,
  cargo: /Cargo\.toml$/,
  "cargo-fmt": /Cargo\.toml$/,
  "cargo-clippy": /Cargo\.toml$/,
  go: /go\.mod$/,
  "golangci-lint": /go\.mod$/,
  make: /[Mm]akefile$/,
  just: /[Jj]ustfile$/,
  mvn: /pom\.xml$/,
  gradle: /gradle(?:\.kts)?$/,
  dotnet: /\.(?:slnx?|csproj|fsproj)$/,
  mix: /mix\.exs$/,
  swift: /Package\.swift$/,
  deno: /deno\.jsonc?$/,
  composer: /composer\.json$/,
  bundle: /Gemfile$/,
};

const name = fc.constantFrom(
  ..."package.json package-lock.json pnpm-lock.yaml pnpm-workspace.yaml yarn.lock .yarnrc.yml bun.lock pyproject.toml requirements.txt setup.py setup.cfg uv.lock poetry.lock pytest.ini test_a.py conftest.py Cargo.toml rustfmt.toml go.mod go.work .golangci.yml Makefile justfile pom.xml build.gradle gradlew A.csproj mix.exs Package.swift deno.json composer.json Gemfile Rakefile __proto__ constructor".split(
    " ",
  ),
);
const folder = fc.constantFrom(
  "",
  "a/",
  "a b/",
  "packages/x/",
  "packages/*/",
  "tests/",
  "src/",
  "__proto__/",
  "ü/",
);
const path = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(folder, name).map((parts) => parts.join("")) },
  fc.string(),
);
const text = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '{"scripts":{"test":"npm run test","build":"npm test","__proto__":"x","check":5},"workspaces":["packages/*","***","[("],"dependencies":{"a":1}}',
    '{"workspaces":{"packages":[null,"a"]},"scripts":[],"packageManager":"yarn@1"}',
    '[project]\nname = "a"\ndependencies = []\n[tool.ruff]\n[tool.poetry\n[[x]]',
    "test: check\ncheck: test\n\tx\n__proto__: a\n",
    "packages:\n  - '*'\n",
    "[workspace]",
    "null",
  ),
  fc.json(),
);

test("detection never throws, and asks only for tools that a file names", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(path, text), { selector: ([path]) => path, maxLength: 12 }),
      (files) => {
        const paths = files.map(([path]) => path);
        const wanted = new Set(worthReading(paths));
        const { setup, checks } = propose(treeOf(paths, new Map(files.filter(([path]) => wanted.has(path)))));
        for (const { tools, because } of [...checks, ...(setup === undefined ? [] : [setup])]) {
          for (const file of because.split(", ").filter((file) => !file.includes(",")))
            expect(paths.join("\n")).toContain(file);
          for (const tool of tools) expect(paths.some((path) => names[tool]?.test(path) === true)).toBe(true);
        }
        expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
        for (const { run } of checks) expect(run).not.toMatch(/[\n\r]/);
      },
    ),
    { numRuns: 2000 },
  );
});
