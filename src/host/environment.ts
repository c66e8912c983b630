import { dirname } from "node:path";

/** Variables of git's that are the person's settings; every other one belongs to a git command that happens to surround us. */
const settings = new Set([
  "GIT_CONFIG_GLOBAL",
  "GIT_CONFIG_SYSTEM",
  "GIT_CONFIG_NOSYSTEM",
  "GIT_SSH",
  "GIT_SSH_COMMAND",
]);

/** What signs us in at GitHub: no command of a task is ever shown it. */
const signsIn = new Set(["GITHUB_TOKEN", "GH_TOKEN", "GITHUB_ENTERPRISE_TOKEN", "GH_ENTERPRISE_TOKEN"]);

const isForeign = (name: string): boolean =>
  (name.startsWith("GIT_") && !settings.has(name)) || name.startsWith("TRAFFIC_") || signsIn.has(name);

/** Slots of agents and of verification have ports apart. */
const firstPort = { agent: 20_000, verification: 30_000 };

/** What a command of the fleet runs for, and where. */
export type Place = {
  /** The attempt's key; `<attempt>/check` and `<attempt>/setup` for the fleet's own commands. */
  readonly key: string;
  readonly task: string;
  readonly pool: "agent" | "verification";
  readonly slot: number;
  readonly path: string;
};

/** What an agent's commands are given of ours without being named. */
const common = new Set(["PATH", "HOME", "LANG", "TERM", "TMPDIR"]);

/** What an agent's program needs to reach its service from here, where the machine is set up so. */
const network = [
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
];

/** The environment of an agent's own program: what its commands get, and what it needs to sign in and to be heard. */
export const programEnvironment = (
  ours: NodeJS.ProcessEnv,
  place: Place,
  { named, needs }: { readonly named: readonly string[]; readonly needs: readonly string[] },
): Record<string, string> => ({
  ...Object.fromEntries(
    [...network, ...needs].flatMap((name) => (ours[name] === undefined ? [] : [[name, ours[name]]])),
  ),
  ...agentEnvironment(ours, place, named),
});

/** What no agent is ever given, named or not: what signs in, and a surrounding git's. */
const isSecret = (name: string): boolean => /^(?:ANTHROPIC_|GIT_)|_TOKEN$|^SSH_AUTH_SOCK$/.test(name);

/** The whole environment of an agent's commands: the few that everyone needs, those named, and what tells it apart. */
export const agentEnvironment = (
  ours: NodeJS.ProcessEnv,
  place: Place,
  named: readonly string[],
): Record<string, string> => {
  const given = new Set(named);
  const all = Object.entries(environmentOf(ours, place));
  return Object.fromEntries(
    all.filter(
      ([name]) => (common.has(name) || name.startsWith("TRAFFIC_") || given.has(name)) && !isSecret(name),
    ),
  );
};

/**
 * The environment of a command of the fleet: ours without a surrounding git's, and what tells it apart. 100 ports from
 * `TRAFFIC_PORT_BASE` on are its own (20000 + 100 × slot for agents, 30000 + 100 × slot for verification), and git looks
 * for no repository above the worktree.
 */
export const environmentOf = (ours: NodeJS.ProcessEnv, place: Place): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(ours).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !isForeign(entry[0]),
    ),
  ),
  GIT_CEILING_DIRECTORIES: dirname(place.path),
  TRAFFIC_ATTEMPT: place.key,
  TRAFFIC_TASK: place.task,
  TRAFFIC_SLOT: String(place.slot),
  TRAFFIC_PORT_BASE: String(firstPort[place.pool] + place.slot * 100),
});
