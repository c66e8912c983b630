// Runs the bundle from the bytecode that an earlier call of the same command left behind. Compiling what a command calls takes
// longer than calling it, and Node's own compile cache keeps only what is compiled before anything has run.
"use strict";
const fs = require("node:fs");
const { createRequire, wrap } = require("node:module");
const { homedir } = require("node:os");
const { basename, dirname, isAbsolute, join } = require("node:path");
const { constants, Script } = require("node:vm");

/** The bundle ends with a digest of itself: bytecode of another build is never taken for its own. */
const buildOf = (source) => /\/\/ build ([0-9a-f]{16})\n?$/.exec(source.slice(-40))?.[1];

/** Below the folder of builds: what no build has used for so long is removed. */
const monthMs = 30 * 86_400_000;

const read = (path) => {
  try {
    return fs.readFileSync(path);
  } catch {
    return undefined;
  }
};

const prune = (folder) => {
  for (const name of fs.readdirSync(folder)) {
    const { mtimeMs } = fs.statSync(join(folder, name));
    if (mtimeMs < Date.now() - monthMs) fs.rmSync(join(folder, name), { recursive: true, force: true });
  }
};

/** V8 takes bytecode only under the flags that it was made under: those of the start, whatever was set since. */
const resetFlags = () => {
  const { setFlagsFromString } = require("node:v8");
  for (const flag of ["--opt", "--semi-space-growth-factor=2", "--heap-growing-percent=0"])
    setFlagsFromString(flag);
};

/** Keeps bytecode for the next call. Nothing depends on it: whatever is in the way, that call compiles again. */
const keep = (path, bytecode) => {
  try {
    const isNew = fs.mkdirSync(dirname(path), { recursive: true, mode: 0o700 }) !== undefined;
    fs.writeFileSync(`${path}.${process.pid}`, bytecode, { mode: 0o600 });
    fs.renameSync(`${path}.${process.pid}`, path);
    if (isNew) prune(dirname(dirname(path)));
  } catch {
    // A home that cannot be written to.
  }
};

/** Where the bytecode of the called command is kept; nowhere for what looks like no command. */
const placeOf = (build) => {
  const command = process.argv.slice(2).find((word) => !word.startsWith("-")) ?? "help";
  if (build === undefined || !/^[a-z]{2,12}$/.test(command)) return undefined;
  if (process.env["NODE_DISABLE_COMPILE_CACHE"] !== undefined) return undefined;
  const set = process.env["XDG_CACHE_HOME"] || "";
  const caches = isAbsolute(set) ? set : join(homedir(), ".cache");
  return join(caches, "traffic", "code", `${process.version}-${process.arch}-${build}`, command);
};

/** Node warns of the loader below when a command first loads a file beside the bundle: on the screen of someone who can do nothing. */
const hush = () => {
  const { emitWarning } = process;
  process.emitWarning = (warning, ...more) => {
    if (!String(warning).includes("USE_MAIN_CONTEXT_DEFAULT_LOADER"))
      emitWarning.call(process, warning, ...more);
  };
};

/** Runs a CommonJS file, from kept bytecode where there is any that fits. Answers what it exports. */
const load = (path, { source, place, require }) => {
  const kept = place === undefined ? undefined : read(place);
  const script = new Script(wrap(source), {
    filename: path,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(kept === undefined ? {} : { cachedData: kept }),
  });
  const isKept = kept !== undefined && script.cachedDataRejected === false;
  if (place !== undefined && !isKept)
    process.once("exit", (code) => {
      // Else nothing was done that a later call will do.
      if (code === 2 || code === 70) return;
      resetFlags();
      keep(place, script.createCachedData());
    });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, path, dirname(path));
  return module.exports;
};

/** Runs the bundle; what lies beside it in `packages` is run in the same way. */
exports.run = (path) => {
  hush();
  const source = fs.readFileSync(path, "latin1");
  const place = placeOf(buildOf(source));
  const require = createRequire(path);
  const loaded = new Map();
  const loadBeside = (id) => {
    const file = join(dirname(path), id);
    const text = fs.readFileSync(file, "latin1");
    return load(file, { source: text, place: place && `${place}.${basename(id)}`, require });
  };
  const requireHere = (id) => {
    if (!id.startsWith("./packages/")) return require(id);
    if (!loaded.has(id)) loaded.set(id, loadBeside(id));
    return loaded.get(id);
  };
  load(path, { source, place, require: requireHere });
};
