import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/**
 * `node scripts/new-driver.ts NAME` begins a driver of an agent with a program of its own: one file, and a row in each of
 * the three tables that name drivers. It passes the types and the contract suite at once; what is the agent's own is then
 * filled in, and streams recorded of it go into the contract's table.
 */
const [name = "", root = resolve(import.meta.dirname, "..")] = process.argv.slice(2);

const fail = (why: string): never => {
  process.stderr.write(`${why}\n`);
  process.exit(2);
};

const variable = `${name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())}Driver`;
const entry = variable.replace(/Driver$/, "Entry");

const skeleton = `import type { Signal } from "../core/signal.ts";
import type { AgentDriver, AgentJob, Launch } from "../core/driver.ts";
import { objectIn, textAt } from "./json.ts";
import { judgeBy } from "./verdict.ts";

const program = { program: "${name}", install: "the command that installs it" };

/** The variable that holds the token of our own tools: it is named on the command line, not told. */
const tokenName = "TRAFFIC_MCP_TOKEN";

/** Texts go on standard input or in \`files\`: a command line is short, and anyone may read it. */
const launch = ({ model, system, prompt, mcp }: AgentJob): Launch => ({
  argv: [program.program, "--model", model],
  env: mcp === undefined ? {} : { [tokenName]: mcp.token },
  input: \`\${system}\\n\\n\${prompt}\`,
});

/** What a line of its output says; nothing where it is not understood. It must say that it has finished, and how. */
const read = (line: string): readonly Signal[] => {
  const told = objectIn(line);
  const text = textAt(told, "text");
  switch (textAt(told, "type") ?? "") {
    case "session": {
      const id = textAt(told, "id");
      return id === undefined ? [] : [{ kind: "session", id }];
    }
    case "message":
      return text === undefined ? [] : [{ kind: "said", text }];
    case "failed":
      return [{ kind: "finished", failure: { why: text ?? "no reason given" } }];
    case "done":
      return [{ kind: "finished" }];
    default:
      return [];
  }
};

/** ${name}: how it is started, and what it prints. */
export const ${variable}: AgentDriver = {
  kind: "agent",
  name: "${name}",
  ...program,
  keys: [],
  needs: [],
  reads: ["AGENTS.md"],
  resumes: false,
  launch,
  read,
  judge: judgeBy({ ...program, knows: () => undefined }),
};
`;

if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name))
  fail("usage: node scripts/new-driver.ts NAME, in small letters, digits and hyphens: gemini-cli");
const file = join(root, "src/agents", `${name}.ts`);
if (existsSync(file)) fail(`${file} is there already.`);

/** Lines, and the place in a file that they come before. */
type Insertion = readonly [path: string, before: RegExp, lines: string];

const [names, drivers, contract] = [
  "src/core/drivers.ts",
  "src/agents/drivers.ts",
  "test/agents/contract.ts",
];
const recorded = `const ${entry}: Entry = { driver: ${variable}, model: "a-model", recorded: [] };`;
const insertions: readonly Insertion[] = [
  [names, /^} as const satisfies/m, `  "${name}": { paid: true },\n`],
  [drivers, /^import { shellDriver }/m, `import { ${variable} } from "./${name}.ts";\n`],
  [drivers, /\];$/m, `, ${variable}`],
  [contract, /^import type { FailureKind\b/m, `import { ${variable} } from "../../src/agents/${name}.ts";\n`],
  [contract, /^\/\*\* Every driver of agents\. \*\/$/m, `${recorded}\n\n`],
  [contract, /\];\n\n\/\*\* A recorded stream/m, `, ${entry}`],
];

// Nothing is written unless all of it can be.
const texts = new Map([[file, skeleton]]);
for (const [path, before, lines] of insertions) {
  const whole = join(root, path);
  const text = texts.get(whole) ?? readFileSync(whole, "utf8");
  const at = text.search(before);
  if (at === -1) fail(`${path} has no place for a driver: nothing in it matches ${String(before)}.`);
  texts.set(whole, text.slice(0, at) + lines + text.slice(at));
}
for (const [path, text] of texts) writeFileSync(path, text);

process.stdout.write(`${file}
Next: say in it how ${name} is started and what its lines mean; record streams of it into test/agents/streams/, name them in
test/agents/contract.ts, and run
  npx oxfmt src/core src/agents test/agents && npx tsc && npx vitest run test/agents/contract.test.ts
`);
