import { spawn, type IPty } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { resolve } from "node:path";

const command = resolve(import.meta.dirname, "../../bin/traffic.cjs");

/** The control room in a real terminal, whose screen is read back. */
export class PtyRoom {
  readonly #pty: IPty;
  readonly #terminal: xterm.Terminal;
  readonly ended: Promise<number>;

  constructor(
    at: { readonly path: string; readonly env: NodeJS.ProcessEnv },
    size = { cols: 120, rows: 40 },
    ...args: readonly string[]
  ) {
    this.#terminal = new xterm.Terminal({ ...size, allowProposedApi: true });
    const { CI: _, NO_COLOR: __, ...env } = at.env;
    this.#pty = spawn(process.execPath, [command, ...args], {
      ...size,
      cwd: at.path,
      env: { ...env, TERM: "xterm-256color", LANG: "C.UTF-8" },
    });
    this.#pty.onData((text) => this.#terminal.write(text));
    this.ended = new Promise((done) => this.#pty.onExit(({ exitCode }) => done(exitCode)));
  }

  get pid(): number {
    return this.#pty.pid;
  }

  press(keys: string): void {
    this.#pty.write(keys);
  }

  resize(cols: number, rows: number): void {
    this.#terminal.resize(cols, rows);
    this.#pty.resize(cols, rows);
  }

  text(): string {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.#terminal.rows }, (_, y) =>
      active.getLine(active.baseY + y)?.translateToString(true),
    ).join("\n");
  }

  get isAlternate(): boolean {
    return this.#terminal.buffer.active.type === "alternate";
  }

  /** Waits until the screen shows something: how soon is the machine's affair. */
  async shows(wanted: string | RegExp): Promise<string> {
    for (let left = 3000; left > 0; left -= 1) {
      const text = this.text();
      if (typeof wanted === "string" ? text.includes(wanted) : wanted.test(text)) return text;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error(`never shown: ${String(wanted)}\n${this.text()}`);
  }

  kill(): void {
    this.#pty.kill("SIGKILL");
  }
}
