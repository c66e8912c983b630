// Bundles the command. One CommonJS file is what Node starts soonest: what a command does not call in it is neither
// compiled nor run, and Node's own modules are loaded where they are first needed. The large packages are files beside it,
// so that a command that only reads does not even read them.
import { hash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build as bundle, type BuildOptions, type BuildResult, type Plugin } from "esbuild";

const root = new URL("..", import.meta.url).pathname;
const outdir = join(root, "dist");
const packages = ["@octokit/rest", "chokidar", "gray-matter", "simple-git", "zod"];

const common = {
  absWorkingDir: root,
  bundle: true,
  format: "cjs",
  outExtension: { ".js": ".cjs" },
  platform: "node",
  target: "node24",
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 120,
  metafile: true,
  logLevel: "warning",
} satisfies BuildOptions;

const beside: Plugin = {
  name: "files beside the program",
  setup: (building) => {
    building.onResolve({ filter: new RegExp(`^(?:${packages.join("|")})$`) }, ({ path }) => ({
      path: `./packages/${path}.cjs`,
      external: true,
    }));
    // The control room is a module of its own, read only by who opens it.
    building.onResolve({ filter: /\/tui\/open\.ts$/ }, () => ({ path: "./tui.mjs", external: true }));
    // The worker of the built-in agents is a process of its own: nobody else loads the SDK.
    building.onResolve({ filter: /\/worker\.ts$/ }, () => ({ path: "./worker.cjs", external: true }));
    // Only a host whose agents have programs of their own speaks with them.
    building.onResolve({ filter: /\/endpoint\/speak\.ts$|^\.\/speak\.ts$/ }, () => ({
      path: "./speak.cjs",
      external: true,
    }));
    // The demonstration's library and script are read by nobody else either.
    building.onResolve({ filter: /\/demo\/stage\.ts$/ }, () => ({ path: "./stage.cjs", external: true }));
  },
};

/** Of Node's own modules, those that take long to load and that many a command never calls. */
const slow = /^(?:node:)?(?:child_process|crypto|net|stream\/promises|tty)$/;

/** Has such a module loaded when something of it is first used, and not with whatever imports it. */
const late: Plugin = {
  name: "modules that are loaded late",
  setup: (building) => {
    building.onResolve({ filter: slow }, ({ path, namespace }) =>
      namespace === "late" ? { path, external: true } : { path, namespace: "late" },
    );
    building.onLoad({ filter: slow, namespace: "late" }, ({ path }) => ({
      // Asked for once: asking again costs as much as hashing a file does.
      contents: `let loaded; module.exports = Object.create(new Proxy({}, { get: (_, name) => (loaded ??= require("${path}"))[name] }));`,
    }));
    // Most front matter is read without it.
    building.onResolve({ filter: /^gray-matter$/ }, ({ path }) => ({ path, namespace: "late" }));
    building.onLoad({ filter: /^gray-matter$/, namespace: "late" }, ({ path }) => ({
      contents: `let loaded; module.exports = (...given) => (loaded ??= require("./packages/${path}.cjs"))(...given);`,
    }));
    building.onResolve({ filter: /^\.\/packages\//, namespace: "late" }, ({ path }) => ({
      path,
      external: true,
    }));
  },
};

/**
 * React's tools for developers are not for those who use the command. And the layout library would fetch the program that it
 * holds itself: Node loads a whole HTTP client for that, which takes longer than all the rest.
 */
const lean: Plugin = {
  name: "lean packages",
  setup: (building) => {
    building.onLoad({ filter: /ink\/build\/devtools\.js$/ }, () => ({ contents: "" }));
    building.onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      const start = "loadYoga = loadYoga || {};";
      if (!text.includes(start))
        throw new Error(`${path} does not begin as expected: \`${start}\` is missing`);
      return { contents: text.replace(start, `${start} var fetch;`) };
    });
  },
};

/** The packages whose code is in a bundle, by their folders. */
const packagesIn = ({ metafile }: BuildResult<{ metafile: true }>): string[] => {
  const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
  return Object.keys(metafile.inputs).flatMap((path) => folder.exec(path)?.[0] ?? []);
};

/** Name, version and licence of a package, with the text that its licence asks to be passed on. */
const noticeOf = (folder: string): string => {
  const read = (name: string): string => readFileSync(join(root, folder, name), "utf8");
  const { name, version, license } = JSON.parse(read("package.json")) as Record<string, string>;
  const text = readdirSync(join(root, folder)).find((file) => /^licen[cs]e/i.test(file));
  return [`${name} ${version} (${license})`, ...(text === undefined ? [] : ["", read(text).trim()])].join(
    "\n",
  );
};

rmSync(outdir, { recursive: true, force: true });
/** Tells this build from every other: what an earlier one left in a cache is not for this one. */
const build = hash(
  "sha256",
  ["src", "scripts"]
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) =>
        join(folder, name),
      ),
    )
    .filter((path) => path.endsWith(".ts"))
    .concat("package.json", "package-lock.json")
    .toSorted()
    .map((path) => `${path}\n${readFileSync(join(root, path), "utf8")}`)
    .join("\0"),
).slice(0, 16);
const results = await Promise.all([
  bundle({
    ...common,
    entryPoints: ["src/main.ts"],
    outdir,
    plugins: [late, beside],
    define: { "import.meta.url": "entryUrl", BUILD: JSON.stringify(build) },
    footer: { js: `// build ${build}` },
    // What starts this program again goes in by the same door as people do.
    banner: {
      js: 'const entryUrl = require("node:url").pathToFileURL(__dirname + "/../bin/traffic.cjs").href;',
    },
  }),
  // Read before all else by whoever may ask an engine: it holds no more than that takes.
  bundle({
    ...common,
    entryPoints: ["src/main/answering/ask.ts"],
    outdir,
    plugins: [late],
    define: { BUILD: JSON.stringify(build) },
  }),
  bundle({ ...common, entryPoints: ["src/main/worker.ts"], outdir }),
  bundle({ ...common, entryPoints: ["src/main/demo/stage.ts"], outdir }),
  bundle({ ...common, entryPoints: ["src/host/endpoint/speak.ts"], outdir }),
  // Ink waits at its top level: only a module of the newer kind can hold it.
  bundle({
    ...common,
    entryPoints: { tui: "src/faces/tui/open.ts" },
    outdir,
    format: "esm",
    outExtension: { ".js": ".mjs" },
    plugins: [lean],
    define: { "process.env.NODE_ENV": '"production"', "process.env.DEV": '"false"' },
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  }),
  bundle({ ...common, entryPoints: packages, outdir: join(outdir, "packages") }),
]);
// What is run from bytecode is read as ASCII, the quickest to be read; regular expressions are not by themselves.
for (const path of [
  join(outdir, "main.cjs"),
  ...packages.map((name) => join(outdir, "packages", `${name}.cjs`)),
]) {
  const text = readFileSync(path, "utf8");
  const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  writeFileSync(path, text.replaceAll(/[^\0-\x7f]/g, escaped));
}
const bundled = [...new Set(results.flatMap(packagesIn))].sort();
writeFileSync(join(outdir, "LICENSES.txt"), `${bundled.map(noticeOf).join("\n\n----\n\n")}\n`);
process.exitCode = results.every(({ warnings }) => warnings.length === 0) ? 0 : 1;
