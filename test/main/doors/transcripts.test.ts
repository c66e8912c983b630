import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { transcriptsIn } from "../../../src/main/doors/transcripts.ts";

test("conversations are found while others of their agent are cleared away", async () => {
  const home = mkdtempSync(join(tmpdir(), "traffic-codex-"));
  const day = join(home, "sessions", "2026", "11", "21");
  mkdirSync(day, { recursive: true });
  const about = { type: "session_meta", payload: { id: "s", cwd: "/repo", git: { branch: "b" } } };
  const said = {
    type: "response_item",
    payload: { type: "message", role: "user", content: [{ type: "input_text", text: "Do it." }] },
  };
  writeFileSync(join(day, "rollout-1.jsonl"), `${JSON.stringify(about)}\n${JSON.stringify(said)}\n`);
  const gone = JSON.stringify(join(home, "sessions", "2026", "12"));
  const clear = `fs.mkdirSync(${gone}); fs.rmdirSync(${gone})`;
  // However the test ends, it ends with it.
  const program = `const fs = require("node:fs"); console.log("begun"); while (process.ppid === ${process.pid}) try { ${clear} } catch {}`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(home, { recursive: true });
  });
  await once(child.stdout, "data");
  const env = { CODEX_HOME: home, CLAUDE_CONFIG_DIR: home };
  for (let looks = 0; looks < 1000; looks += 1)
    expect(transcriptsIn(["/repo"], env)).toMatchObject([{ cwd: "/repo" }]);
});
