import { execFile } from "node:child_process";
import type { Identity, ProcessTable } from "./table.ts";

/** What `ps` prints; nothing when it finds no process. The locale decides how dates look, so it is fixed. */
const ps = (options: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile(
      "ps",
      options,
      { env: { PATH: process.env["PATH"], LC_ALL: "C" }, maxBuffer: 256 * 1024 * 1024 },
      (_error, out) => resolve(out),
    );
  });

/** `  501 S Sat Nov 21 04:23:11 2026 node x.js NAME=value …`: a date of five words after pid and state. */
const row = /^\s*(?<pid>\d+)\s+(?<state>\S+)\s+(?<started>\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s(?<rest>.*)$/;

/** The processes in the output of `ps -o pid=,stat=,lstart=,command=` whose words hold one of the entries. */
export const parseRows = (out: string, entries: readonly string[]): readonly Identity[] =>
  out.split("\n").flatMap((text) => {
    const { pid, state, started, rest } = row.exec(text)?.groups ?? {};
    if (pid === undefined || started === undefined || state?.startsWith("Z") === true) return [];
    const words = rest?.split(" ") ?? [];
    return entries.some((entry) => words.includes(entry)) ? [{ pid: Number(pid), started }] : [];
  });

/** Processes as `ps` shows them; `-E` adds the environment of the person's own to the command. */
export const macosTable: ProcessTable = {
  started: async (pid) => {
    const out = (await ps(["-o", "stat=,lstart=", "-p", String(pid)])).trim();
    const [, state, started] = /^(\S+)\s+(.+)$/.exec(out) ?? [];
    return state === undefined || state.startsWith("Z") ? undefined : started;
  },
  holding: async (entries) =>
    parseRows(await ps(["-Eww", "-ax", "-o", "pid=,stat=,lstart=,command="]), entries),
};
