#!/usr/bin/env node
// Written for any Node, so that an old one gets a sentence and not a syntax error.
"use strict";

var needed = 24;
var major = Number(process.versions.node.split(".")[0]);

function version() {
  return require("../package.json").version;
}

// Whether an engine may be there that can be asked: to look takes less than to load what asks it. In a linked worktree `.git` is
// a file, and whoever asks finds out where it leads.
function mayAsk(fs, path) {
  try {
    for (var at = process.cwd(); ; at = path.dirname(at)) {
      var git = fs.statSync(path.join(at, ".git"), { throwIfNoEntry: false });
      if (git !== undefined) return git.isFile() || fs.existsSync(path.join(at, ".git/traffic/engine.sock"));
      if (at === path.dirname(at)) return false;
    }
    // oxlint-disable-next-line no-unused-vars -- an old Node reads no catch without a name
  } catch (error) {
    // A folder that is gone, or that nobody may look into: the command says so.
    return false;
  }
}

if (process.argv.length === 3 && process.argv[2] === "--version") {
  process.stdout.write(version() + "\n");
} else if (major < needed) {
  process.stderr.write(
    "traffic needs Node " +
      needed +
      " or newer; this is Node " +
      process.versions.node +
      ". Install a newer Node and try again.\n",
  );
  process.exitCode = 2;
} else {
  require("node:module").enableCompileCache();
  var fs = require("node:fs");
  var path = require("node:path");
  var bundle = path.join(__dirname, "../dist/main.cjs");
  var run = function () {
    require("./compiled.cjs").run(bundle);
  };
  if (!fs.existsSync(bundle)) {
    process.stderr.write("traffic is not built yet: run `npm run build` in its folder.\n");
    process.exitCode = 2;
  } else if (mayAsk(fs, path)) {
    require("../dist/ask.cjs").ask(process.argv.slice(2), run);
  } else {
    run();
  }
}
