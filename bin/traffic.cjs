#!/usr/bin/env node
// Written for any Node, so that an old one gets a sentence and not a syntax error.
"use strict";

var needed = 24;
var major = Number(process.versions.node.split(".")[0]);

function version() {
  return require("../package.json").version;
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
  var bundle = require("node:path").join(__dirname, "../dist/main.cjs");
  var run = function () {
    require("./compiled.cjs").run(bundle);
  };
  if (require("node:fs").existsSync(bundle)) {
    require("../dist/ask.cjs").ask(process.argv.slice(2), run);
  } else {
    process.stderr.write("traffic is not built yet: run `npm run build` in its folder.\n");
    process.exitCode = 2;
  }
}
