import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Adopted, AttemptSpec, Source, Terms } from "../../core/attempt.ts";
import { bodyOf } from "../../core/body.ts";
import { clip } from "../../core/brief.ts";
import type { Oid } from "../../core/evidence.ts";
import { ruleFiles, rulesAt } from "./rules.ts";
import type { Tools } from "./tools.ts";

/** What an attempt's agent is told. */
export type Prompt = { readonly system: string; readonly prompt: string };

type Spec = AttemptSpec & { readonly terms: Terms };

/** How much of a repository's rules is passed on, of each file, in bytes. */
const longestRules = 32_768;

const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A definition as it stood when the attempt was claimed: the person's file while it is that one, else the commit's. */
const read = async ({ file, digest }: Source, base: Oid, { git, checkout }: Tools): Promise<string> => {
  const mine = await readFile(join(checkout, file), "utf8").catch(() => undefined);
  if (mine !== undefined && digestOf(mine) === digest) return mine;
  return (await git.show(base, file)) ?? mine ?? "";
};

const rules = async (base: Oid, { git }: Tools, known: readonly string[]): Promise<string[]> => {
  const texts = await rulesAt(git, base);
  return ruleFiles
    .filter((file) => !known.includes(file) && texts[file] !== "")
    .map((file) => `# What this repository asks of everyone: ${file}\n\n${clip(texts[file], longestRules)}`);
};

const contract = `You work alone on one task in a git worktree of your own; nobody answers questions at once. Change what the task needs and
nothing else. Never edit task files, results or traffic.yaml, and leave tests and settings that judge your work as they
are unless the task names them. Do not push, and leave branches alone; what you leave in the worktree is committed for
you. Run the checks before you finish.`;

/** All of it works without them: they may not be there. */
const remarks = `Where you have tools of traffic, you may report_progress, ask_human, attach_evidence, add_followup_task for what
is not yours to do, and send_message to whoever works on another task. Use them seldom, and never wait for them.`;

/** How an agent differs in what it has to be told. */
export type Manner = {
  /** How it says what it did. */
  readonly reports: "by tool" | "in words";
  /** Files with rules that it reads by itself. */
  readonly reads: readonly string[];
};

const reporting: { readonly [K in Manner["reports"]]: string } = {
  "by tool":
    "Then call report_work once, truthfully: it is compared with what really happened. After that, end your turn.",
  "in words":
    "End with a few sentences, truthfully: what you changed, and how you checked it. They are kept beside what really happened.",
};

const checksOf = ({ checks }: Spec): string[] =>
  checks.length === 0
    ? []
    : [
        "# How it will be judged\n",
        ...checks.map(({ run, dir }) => `- \`${run}\`${dir === undefined ? "" : ` in ${dir}`}`),
      ];

/** What it is told of the work that was begun before it. */
const begunBefore = (adopted: Adopted | undefined, base: Oid): string[] => {
  if (adopted === undefined) return [];
  const { commit } = adopted;
  const heading = "# What was begun before";
  const look = `\`git diff ${base}...${commit}\` shows it.`;
  if (adopted.kind === "merged")
    return [`${heading}\n\nEarlier work on this task is in your worktree already. ${look} Go on from there.`];
  return [
    `${heading}\n\nEarlier work on this task could not be put into your worktree: it and the target changed the same places, in ${adopted.paths.join(", ")}. ${look} \`git diff ${commit}...${base}\` shows what the target did meanwhile. Bring the work in (\`git merge ${commit}\`), so that both sides' intentions are kept, and go on from there.`,
  ];
};

/** Puts together what an agent is told: its own file, the repository's rules, the task, and what was tried before. */
export const promptFor = async (
  { spec, base, adopted }: { readonly spec: Spec; readonly base: Oid; readonly adopted?: Adopted },
  tools: Tools,
  { reports, reads }: Manner,
): Promise<Prompt> => {
  const { terms, title, brief } = spec;
  const agent = terms.agent === undefined ? "" : bodyOf(await read(terms.agent, base, tools)).trim();
  const task = bodyOf(await read(terms.task, base, tools)).trim();
  const told = [`${contract} ${reporting[reports]}`, remarks, agent, ...(await rules(base, tools, reads))];
  const system = told.filter((part) => part !== "");
  const prompt = [`# ${title}`, task, ...begunBefore(adopted, base), checksOf(spec).join("\n"), brief ?? ""];
  return { system: system.join("\n\n"), prompt: prompt.filter((part) => part !== "").join("\n\n") };
};
