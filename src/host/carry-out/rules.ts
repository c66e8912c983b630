import type { Oid } from "../../core/evidence.ts";
import type { Git } from "../../engine/ports/git.ts";

/** Files in which a repository tells agents its rules. */
export const ruleFiles = ["AGENTS.md", "CLAUDE.md"] as const;

type Rules = Readonly<Record<(typeof ruleFiles)[number], string>>;

/** So many bases are remembered: attempts that begin together begin from one. */
const most = 16;

const known = new WeakMap<Git, Map<Oid, Promise<Rules>>>();

const read = async (git: Git, base: Oid): Promise<Rules> => {
  const [agents = "", claude = ""] = await Promise.all(
    ruleFiles.map(async (file) => ((await git.show(base, file)) ?? "").trim()),
  );
  return { "AGENTS.md": agents, "CLAUDE.md": claude };
};

/**
 * The rules that a commit holds. A commit never changes, so they are asked for once, and as soon as it is known that they will
 * be wanted: git takes as long to start as an agent does.
 */
export const rulesAt = (git: Git, base: Oid): Promise<Rules> => {
  const bases = known.get(git) ?? new Map<Oid, Promise<Rules>>();
  known.set(git, bases);
  const asked = bases.get(base) ?? read(git, base);
  bases.delete(base);
  bases.set(base, asked);
  // What failed is asked for anew.
  asked.catch(() => bases.delete(base));
  for (const oldest of bases.keys()) if (bases.size > most) bases.delete(oldest);
  return asked;
};
