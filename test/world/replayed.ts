import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { compiled } from "./compiled.ts";
import { makeRepository, type Repository } from "./repository.ts";

const cached = `NODE_COMPILE_CACHE='${compiled.NODE_COMPILE_CACHE}'`;
const program = resolve(import.meta.dirname, "../agents/programs/replay.ts");

/** One start of a stand-in, as it saw it. */
type Started = {
  readonly which: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly prompt: string;
  readonly session: string;
};

/** A repository on whose PATH `claude` and `codex` are stand-ins that speak recorded streams. */
export type Replayed = Repository & {
  readonly home: string;
  /** Every start of a stand-in so far, in order. */
  started(): readonly Started[];
};

export const makeReplayed = (files: Readonly<Record<string, string>>): Replayed => {
  const repository = makeRepository(files);
  const home = dirname(repository.path);
  const bin = join(home, "bin");
  mkdirSync(bin);
  for (const name of ["claude", "codex"]) {
    writeFileSync(
      join(bin, name),
      `#!/bin/sh\n${cached} exec '${process.execPath}' '${program}' ${name} "$@"\n`,
    );
    chmodSync(join(bin, name), 0o755);
  }
  Object.assign(repository.env, {
    PATH: `${bin}:${process.env["PATH"] ?? ""}`,
    ANTHROPIC_API_KEY: "sk-ant-secret-1234",
    CODEX_API_KEY: "sk-secret-5678",
    GITHUB_TOKEN: "ghp_secret",
    SSH_AUTH_SOCK: "/tmp/agent.sock",
    OTHER_SECRET: "secret",
  });
  const log = join(home, "started");
  return {
    ...repository,
    home,
    started: () =>
      (existsSync(log) ? readFileSync(log, "utf8") : "")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Started),
  };
};

/** A task for an agent whose stand-in does as the script says. */
export const scriptedTask = (agent: string, script: readonly object[], keys = ""): string =>
  `---\ntitle: Say hello\nagent: ${agent}\nverify: ["grep -q hello hello.txt"]\n${keys}---\n\nWrite hello.txt.\n\nSCRIPT ${JSON.stringify(script)}\n`;
