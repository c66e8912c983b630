import { dirname } from "node:path";
import { type Launch, runChild } from "./child.ts";
import { runAbroad } from "./foreign.ts";

/** What may differ from one call to the next. */
export type CommandOptions = {
  /** Fed to standard input. */
  readonly input?: string | Buffer;
  /** A private index in place of the worktree's own. */
  readonly index?: string;
  /** Git must find its repository in the very folder it runs in, never in one above it. */
  readonly fenced?: boolean;
  /** A folder of our own in place of the worktree whose git folder is named. */
  readonly instead?: { readonly gitDir: string; readonly workTree: string };
  /** Who commits; git's own settings where missing. */
  readonly identity?: Readonly<Record<string, string>>;
  /** Exit codes that are answers, not errors. 0 always is. */
  readonly answers?: readonly number[];
  /** It speaks to another repository: the person's way through the network counts, and what signs in there. */
  readonly abroad?: { readonly signIn?: { readonly at: string; readonly header: string } | undefined };
  /** Nobody waits for it: it goes on with what others leave. */
  readonly niced?: boolean;
  /** The person's own hooks may run; off unless their settings ask for them. */
  readonly hooks?: boolean;
};

/** How a command ended. `out` is standard output as written. */
export type CommandResult = { readonly code: number; readonly out: string };

/** A git command that failed: which, where, and what git said. */
export class GitError extends Error {
  readonly code: number;
  readonly stderr: string;
  constructor(command: readonly string[], place: string, ended: { code: number; stderr: string }) {
    super(`git ${command.join(" ")} in ${place} ended with ${ended.code}: ${ended.stderr.trim()}`);
    this.name = "GitError";
    this.code = ended.code;
    this.stderr = ended.stderr;
  }
}

/** No prompt, no pager, no editor, no background work; files are looked at closely, and submodules only when asked. */
const settings = (hooks: boolean): string[] => [
  ...(hooks ? [] : ["core.hooksPath=/dev/null"]),
  "core.quotePath=false",
  "core.fsmonitor=false",
  "core.trustctime=true",
  "core.checkStat=default",
  "core.safecrlf=false",
  // What is written and read back says the same for everyone, and a merge made again gives the same tree.
  "i18n.commitEncoding=UTF-8",
  "i18n.logOutputEncoding=UTF-8",
  "log.showSignature=false",
  "merge.directoryRenames=conflict",
  "merge.renames=true",
  "trailer.separators=:",
  "submodule.recurse=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "advice.detachedHead=false",
];

/** Variables of the person's that say where their settings, keys and agents are. */
const passedOn = [
  "XDG_CONFIG_HOME",
  "GNUPGHOME",
  "SSH_AUTH_SOCK",
  "GIT_CONFIG_GLOBAL",
  "GIT_CONFIG_NOSYSTEM",
] as const;

/** How the person's network is passed through. */
const network = [
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "all_proxy",
  "HTTPS_PROXY",
  "NO_PROXY",
  "ALL_PROXY",
];

/** What signs in is a secret: it goes by the environment, never by the command line, and only to that server. */
const signingIn = ({ abroad }: CommandOptions): Record<string, string> => {
  if (abroad === undefined) return {};
  const { signIn } = abroad;
  const passed = Object.fromEntries(
    [...network, "SSL_CERT_FILE", "SSL_CERT_DIR"].flatMap((name) =>
      process.env[name] === undefined ? [] : [[name, process.env[name]]],
    ),
  ) as Record<string, string>;
  if (signIn === undefined) return passed;
  const key = `http.${signIn.at}.extraHeader`;
  return {
    ...passed,
    GIT_CONFIG_COUNT: "2",
    // An empty one takes back what the person's settings may add: a server refuses two.
    GIT_CONFIG_KEY_0: key,
    GIT_CONFIG_VALUE_0: "",
    GIT_CONFIG_KEY_1: key,
    GIT_CONFIG_VALUE_1: signIn.header,
  };
};

const environment = (place: string, options: CommandOptions): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  HOME: process.env["HOME"] ?? "",
  LC_ALL: "C.UTF-8",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  ...Object.fromEntries(
    passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  ),
  ...(options.index === undefined ? {} : { GIT_INDEX_FILE: options.index }),
  ...(options.fenced === true ? { GIT_CEILING_DIRECTORIES: dirname(place) } : {}),
  ...(options.instead === undefined
    ? {}
    : { GIT_DIR: options.instead.gitDir, GIT_WORK_TREE: options.instead.workTree }),
  ...options.identity,
  ...signingIn(options),
});

const setFor = ({ hooks }: CommandOptions): string[] => settings(hooks ?? false);

/** A git command as it is to be started. */
export const launchOf = (
  place: string,
  command: readonly string[],
  options: CommandOptions = {},
): Launch => ({
  place,
  argv: [...setFor(options).flatMap((setting) => ["-c", setting]), ...command],
  env: environment(place, options),
  ...(options.niced === true ? { niced: true } : {}),
});

/** Runs one git command in a folder. Rejects with a GitError for any exit code that is not an answer. */
export const run = async (
  place: string,
  command: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> => {
  const ended =
    options.abroad === undefined
      ? await runChild(launchOf(place, command, options), options.input)
      : await runAbroad({ place, argv: command, env: environment(place, options) }, setFor(options));
  const { code, out } = ended;
  if (code === 0 || options.answers?.includes(code) === true) return { code, out };
  throw new GitError(command, place, ended);
};

/** The output of a command that answers with one line. */
export const line = async (
  place: string,
  command: readonly string[],
  options?: CommandOptions,
): Promise<string> => (await run(place, command, options)).out.trim();
