// Bundles the command. One CommonJS file is what Node starts soonest: what a command does not call in it is neither
// compiled nor run, and Node's own modules are loaded where they are first needed. The large packages are files beside it,
// so that a command that only reads does not even read them.
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildOptions, type BuildResult, type Plugin } from "esbuild";

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
    // The worker of the built-in agents is a process of its own: nobody else loads the SDK.
    building.onResolve({ filter: /\/worker\.ts$/ }, () => ({ path: "./worker.cjs", external: true }));
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
const results = await Promise.all([
  build({
    ...common,
    entryPoints: ["src/main.ts"],
    outdir,
    plugins: [beside],
    define: { "import.meta.url": "entryUrl" },
    banner: { js: 'const entryUrl = require("node:url").pathToFileURL(__filename).href;' },
  }),
  build({ ...common, entryPoints: ["src/main/worker.ts"], outdir }),
  build({ ...common, entryPoints: packages, outdir: join(outdir, "packages") }),
]);
const bundled = [...new Set(results.flatMap(packagesIn))].sort();
writeFileSync(join(outdir, "LICENSES.txt"), `${bundled.map(noticeOf).join("\n\n----\n\n")}\n`);
process.exitCode = results.every(({ warnings }) => warnings.length === 0) ? 0 : 1;
