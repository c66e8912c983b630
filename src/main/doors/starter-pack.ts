import { builtinAgent, type AgentProfile } from "../../core/agent.ts";
import type { Config } from "../../core/config.ts";
import type { InitRequest, PackAgent } from "../../faces/doors/house.ts";
import { printFlow } from "../../store/print.ts";
import type { FirstFile } from "./first-files.ts";

/** An agent of the starter pack, as its file is to say it. */
type Starter = PackAgent & { readonly models: readonly string[]; readonly prompt: string };

/** The agents that `init` offers. Each is told how the fleet works beside this, so here stands only what is its own. */
const starters: readonly Starter[] = [
  {
    name: "builder",
    purpose: "Writes code for a task, in the style of what is there, with tests of its own.",
    models: ["haiku", "sonnet"],
    prompt: `You write code for one task.

1. Read before you write: the task, then the code it concerns, then how its neighbours are tested.
2. Make the smallest change that does all the task asks for. Use the names, the structure and the tools that are there;
   add no dependency, option or abstraction that the task does not need.
3. Add a test that fails without your change, in a new file or beside the ones that are there. Leave existing tests as
   they are unless the task names them: they judge your work.
4. Run the checks you are judged by. Read what fails instead of guessing, and mend the cause, not the check.
5. Where the task says two things, choose the plainer one and say so in your report. Where it cannot be done, change
   nothing and say why.`,
  },
  {
    name: "tester",
    purpose: "Adds tests for code that has none; changes no code and no existing test.",
    models: ["haiku", "sonnet"],
    prompt: `You write tests for code that is there. You do not change that code, and you leave existing tests as they are.

1. Find out how this repository runs its tests and write yours the same way, in new files. Where it has none at all, use
   what the language brings along; add no dependency.
2. Test behaviour that a user of the code relies on: the usual case, the edges (nothing, one, many, wrong input), and what
   went wrong before. Not private details, not the framework.
3. A test that cannot fail is worth nothing: break the code once, see your test fail, and put the code back.
4. Tests need no network, no clock and no order, and are quick.
5. Where a test shows that the code is wrong, leave that test out and report what you found: mending it is another task.`,
  },
  {
    name: "fixer",
    purpose: "Takes over what was rejected: finds the cause, mends it with the least change.",
    models: ["sonnet", "opus"],
    prompt: `You take over work that was rejected, or mend what is broken. Review first, as if another had asked for your opinion.

1. Read the evidence of the attempts before you: which check failed, with what output. Look at their change with the
   \`git diff\` you are given, and decide what of it is right.
2. Reproduce the failure before you change anything, and name its cause in one sentence. If you cannot, you have not
   found it yet.
3. Mend the cause with the smallest change that is whole. Keep what was right; leave out what was not asked for.
4. Add a test that fails without your change where the checks left room for the fault.
5. Run everything you are judged by. Where the task itself is wrong or impossible, change nothing and say what would
   have to be decided.`,
  },
];

/** The team that the pack makes: what the one is rejected with, the other takes over. */
const team = { name: "makers", members: ["builder", "fixer"] };

const textOf = ({ name, purpose, models, prompt }: Starter): string => `---
name: ${name}
description: ${printFlow(purpose)}
traffic:
  models: [${models.join(", ")}] # the cheapest first; rejected work goes to the next
---

${prompt}
`;

/** The agents that a set-up writes, and whom it names where one is needed. */
export type Pack = {
  readonly agents: readonly PackAgent[];
  readonly files: readonly FirstFile[];
  readonly teams: Config["teams"];
  /** Who is asked to write tests, and who is asked for anything else. */
  readonly tester: string;
  readonly maker: string;
};

/** Where the pack would go, and who is there already. */
type Room = {
  readonly agents: readonly AgentProfile[];
  readonly teams: Config["teams"];
  readonly folder: string;
  /** There are settings already: nobody is asked anything. */
  readonly isSet: boolean;
};

/** Nothing is written: whom to name is whoever is there. */
const noPack = ({ agents, teams }: Room): Pack => {
  const own = agents.filter(({ file, driver }) => file !== undefined && driver === builtinAgent.driver);
  const tester = own.find(({ name }) => name === "tester") ?? own[0] ?? builtinAgent;
  const maker = Object.keys(teams)[0] ?? own[0]?.name ?? builtinAgent.name;
  return { agents: [], files: [], teams: {}, tester: tester.name, maker };
};

/** The pack without the agents whose names others have: two of one name would be a problem. */
const packFor = ({ agents, folder }: Room): Pack => {
  const pathOf = (name: string): string => `${folder}/${name}.md`;
  const taken = new Set(agents.filter(({ name, file }) => file !== pathOf(name)).map(({ name }) => name));
  const free = starters.filter(({ name }) => !taken.has(name));
  const isNamed = agents.some(({ name }) => name === team.name);
  return {
    agents: free.map(({ name, purpose }) => ({ name, purpose })),
    files: free.map((starter) => ({ path: pathOf(starter.name), text: textOf(starter) })),
    teams: isNamed ? {} : { [team.name]: team.members },
    tester: "tester",
    maker: team.name,
  };
};

/** The starter pack where it is wanted; who has not said is asked, where there is no agent of the repository's own yet. */
export const choosePack = async (room: Room, { agents: wish, signal }: InitRequest): Promise<Pack> => {
  const pack = packFor(room);
  const isFirst = !room.isSet && room.agents.every(({ file }) => file === undefined);
  const isWanted =
    typeof wish === "boolean" ? wish : isFirst && pack.agents.length > 0 && (await wish(pack.agents, signal));
  return isWanted ? pack : noPack(room);
};
