import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeRepository, type Repository } from "../test/world/repository.ts";
import type { Figure } from "./figure.ts";

/** Stands in for `claude`: says so many numbered lines, one each five milliseconds, then that it is done. */
const program = (lines: number): string =>
  `#!${process.execPath}
const tell = (event) => process.stdout.write(JSON.stringify(event) + "\\n");
require("fs").readFileSync(0);
const session = process.argv[process.argv.indexOf("--session-id") + 1];
tell({ type: "system", subtype: "init", session_id: session, apiKeySource: "ANTHROPIC_API_KEY" });
let at = 0;
const say = () => {
  at += 1;
  const message = { id: "m" + Math.ceil(at / 20), role: "assistant", model: "claude-sonnet-5-5", content: [{ type: "text", text: "line " + at + "." }], usage: { input_tokens: 1, output_tokens: 1 } };
  tell({ type: "assistant", message, parent_tool_use_id: null, session_id: session });
  if (at < ${lines}) return setTimeout(say, 5);
  require("fs").writeFileSync("hello.txt", "hello");
  tell({ type: "result", is_error: false, terminal_reason: "completed", result: "Done.", session_id: session, permission_denials: [] });
};
say();
`;

const until = async (holds: () => boolean): Promise<void> => {
  const deadline = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error("it never came to that");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

const engineOf = ({ path }: Repository): number => {
  const file = join(path, ".git/traffic/engine.lock.db.holder");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { pid: number }).pid : 0;
};

const logOf = ({ path }: Repository): string => {
  const file = join(path, ".git/traffic/attempts/hello@1/output.log");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
};

/** An agent with a program of its own whose engine is killed three times while it speaks: what of its lines is told to people. */
export const benchAdopted = async (tell: (figure: Figure) => void, lines = 1000): Promise<void> => {
  const repository = makeRepository({
    "tasks/hello.md": `---\ntitle: Say hello\nagent: claude-code\nverify: ["test -s hello.txt"]\n---\n\nSay it.\n`,
  });
  try {
    const bin = join(dirname(repository.path), "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "claude"), program(lines));
    chmodSync(join(bin, "claude"), 0o755);
    const path = `${bin}:${repository.env["PATH"] ?? process.env["PATH"] ?? ""}`;
    Object.assign(repository.env, { PATH: path, ANTHROPIC_API_KEY: "sk-bench" });
    await repository.traffic("up", "--yes");
    for (const share of [0.2, 0.4, 0.6]) {
      await until(() => logOf(repository).includes(`line ${Math.floor(share * lines)}.`));
      process.kill(engineOf(repository), "SIGKILL");
      await repository.traffic("up");
    }
    await until(() => logOf(repository).includes("--- finished"));
    const said = logOf(repository).match(/^line \d+\.$/gm) ?? [];
    const runs = logOf(repository).split("run 2").length;
    tell({
      name: "lines lost of an agent adopted 3 times",
      value: lines - new Set(said).size,
      unit: "lines",
    });
    tell({ name: "lines told twice of it", value: said.length - new Set(said).size, unit: "lines" });
    tell({ name: "starts of it", value: runs, unit: "starts" });
  } finally {
    await repository.traffic("down", "--now");
    repository.remove();
  }
};
