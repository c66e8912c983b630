import { Command } from "commander";
import { toJson } from "../../views/json.ts";
import { catalogue } from "./catalogue.ts";
import { UsageError } from "../doors/usage-error.ts";
import type { Call, ExitCode, Lasting, Reply, Spec } from "./command.ts";
import { printLine, type Line } from "./text/line.ts";
import { tame } from "./text/clean.ts";
import { isLive, pageOf, writeLast, type World } from "./world.ts";

const examplesOf = ({ examples }: Spec): string => {
  const widest = Math.max(...examples.map(([line]) => line.length));
  const rows = examples.map(([line, meaning]) => `  $ ${line.padEnd(widest)}  # ${meaning}`);
  return `\nExamples:\n${rows.join("\n")}\n`;
};

const epilogue = `
Start here:
  $ traffic init                          # once in a repository
  $ traffic add 'Say hello' --command 'echo hello > hello.txt'
  $ traffic run                           # until nothing is left to do

A task is named by its id, by its file, or by a beginning that only one id has.

Exit codes:
  0    all done
  1    something failed or waits for a person
  2    usage or configuration: the message says what to mend
  70   a fault of TrafficControl itself
  130  interrupted; the next run goes on from there
`;

/** The command that is meant, before anything is parsed: only its definition is loaded. */
const nameIn = (argv: readonly string[]): string | undefined => {
  const words = argv.filter((word) => !word.startsWith("-"));
  return words[0] === "help" ? words[1] : words[0];
};

const jsonLine = (schema: string, json: object): string =>
  `${JSON.stringify({ schema: `traffic/${schema}@1`, ...(toJson(json) as object) })}\n`;

const textOf = ({ lines, raw = "" }: Reply, { page, world }: Call<never>): string => {
  const told = lines.map((line) => `${printLine(line, page)}\n`).join("");
  return told + (isLive(world.stdout, world.env) ? tame(raw, page.colour) : raw);
};

const printed = (reply: Reply, call: Call<never>): string =>
  call.json ? jsonLine(reply.schema, reply.json) : textOf(reply, call);

/** What was answered before to the same question about the same things; made and kept where nothing was. */
const recalled = (name: string, { answers, make }: Lasting, call: Call<never>): string | Uint8Array => {
  const { args, options, json, page } = call;
  const question = JSON.stringify([name, args, options, json, page]);
  const before = answers?.recall(question);
  if (before !== undefined) return before;
  const { until, ...reply } = make();
  const text = printed(reply, call);
  answers?.keep(question, text, until);
  return text;
};

/** Prints what a command has to say, and answers its exit code. */
const conclude = (name: string, reply: Reply | Lasting | ExitCode, call: Call<never>): ExitCode => {
  if (typeof reply === "number") return reply;
  writeLast(call.world.stdout, "make" in reply ? recalled(name, reply, call) : printed(reply, call));
  return "make" in reply ? 0 : (reply.code ?? 0);
};

const callOf = (command: Command, world: World): Call<never> => {
  const { json, ...options } = command.optsWithGlobals<{ json?: boolean }>();
  const page = pageOf(world.stdout, world.env);
  return {
    args: command.args,
    options: options as never,
    json: json === true,
    page,
    doors: world.doors,
    world,
    say: (line: Line) => void world.stdout.write(`${printLine(line, page)}\n`),
    tell: (schema, json) => void world.stdout.write(jsonLine(schema, json)),
  };
};

const newProgram = (world: World): Command =>
  new Command("traffic")
    .description("A git repository as the control room for a fleet of coding agents.")
    .version(world.version, "-V, --version", "print the version")
    .option("--json", "print JSON for scripts, with a versioned schema")
    .helpOption("-h, --help", "print help, with examples")
    .helpCommand("help [command]", "print help for a command")
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      writeErr: (text) => void world.stderr.write(text),
      outputError: () => {},
      getOutHelpWidth: () => pageOf(world.stdout, world.env).width,
      getOutHasColors: () => pageOf(world.stdout, world.env).colour,
    })
    .addHelpText("after", epilogue);

/** What commander says of a call with too little, too much or something else; with where to read on, unless it guessed. */
const misuses = new Map([
  ["commander.missingArgument", "tells how"],
  ["commander.excessArguments", "tells how"],
  ["commander.missingMandatoryOptionValue", "tells how"],
  ["commander.optionMissingArgument", "tells how"],
  ["commander.unknownOption", "names them all"],
  ["commander.unknownCommand", "names them all"],
]);

const withHelp = (error: unknown, command: string): unknown => {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const tells = misuses.get(String(error.code));
  if (tells === undefined || error.message.includes("Did you mean")) return error;
  const said = error.message.replace(/^error: /, "").replace(/\.$/, "");
  return new UsageError(`${said}; ${command} --help ${tells}`);
};

/** Parses the arguments, runs the command they name and resolves with its exit code. Rejects with what is to be reported. */
export const runCommand = async (argv: readonly string[], world: World): Promise<number> => {
  let code = 0;
  const program = newProgram(world);
  const called = nameIn(argv);
  const isKnown = argv[0] === called && catalogue.some(({ name }) => name === called);
  for (const { name, summary, group, load } of catalogue) {
    if (isKnown && name !== called) continue;
    const command = program.command(name).description(summary).helpGroup(group);
    if (name !== called) continue;
    const spec = await load();
    spec.define(command);
    command.addHelpText("after", examplesOf(spec)).action(async () => {
      const call = callOf(command, world);
      code = conclude(name, await spec.run(call), call);
    });
  }
  if (argv[0] === "help" && called !== undefined && catalogue.every(({ name }) => name !== called))
    throw new UsageError(`unknown command '${called}': traffic --help names them all`);
  await program.parseAsync([...argv], { from: "user" }).catch((error: unknown) => {
    throw withHelp(error, isKnown ? `traffic ${called}` : "traffic");
  });
  return code;
};
