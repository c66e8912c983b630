import type { CheckOutcome } from "../../../src/core/evidence.ts";
import type { Order } from "../../../src/core/order.ts";
import type { CommandDriver, ProcessEnd } from "../../../src/core/driver.ts";
import type { Preparer, Verifier } from "../../../src/engine/ports/verify.ts";
import type { AgentRequest } from "../../../src/host/attempt/attempt.ts";
import type { FromOrder } from "../../../src/engine/ports/hands.ts";
import { carryOut } from "../../../src/host/carry-out/carry-out.ts";
import type { Tools } from "../../../src/host/carry-out/tools.ts";
import type { GitAnswers } from "../../world/git.ts";
import { fakeGit } from "../../world/git.ts";
import { fakeRemotes } from "../../world/remotes.ts";
import { scratch } from "../world.ts";

type VerifierRequest = Parameters<Verifier["run"]>[0];

/** Checks that come out as a table says, by `<path> <name>` or by name; green where it is silent. */
const fakeVerifier = (outcomes: Record<string, CheckOutcome>) => {
  const requests: VerifierRequest[] = [];
  const verifier: Verifier = {
    run: (request) => {
      requests.push(request);
      return Promise.resolve(
        request.checks.map(({ name, run }) => {
          const outcome = outcomes[`${request.path} ${name}`] ?? outcomes[name] ?? "passed";
          const exit = outcome === "passed" || outcome === "flaky" ? 0 : 1;
          return {
            run: { name, command: run, outcome, exit, seconds: 1, digest: "d" },
            tail: `${name} said\n`,
          };
        }),
      );
    },
  };
  return { verifier, requests };
};

const driver: CommandDriver = {
  kind: "command",
  name: "shell",
  launch: ({ command }) =>
    command === undefined ? { kind: "invalid", why: "no command" } : { argv: [command], env: { OWN: "1" } },
  judge: (end, tail) =>
    end.kind === "exited" && end.code === 0
      ? {}
      : { failure: { kind: "crashed", why: end.kind, details: [tail] } },
};

/** Orders carried out with fakes: what was asked of them, and what was told. */
export const theatre = (
  over: {
    git?: Partial<GitAnswers>;
    outcomes?: Record<string, CheckOutcome>;
    end?: ProcessEnd;
    tools?: Partial<Tools>;
  } = {},
) => {
  const faked = fakeGit(over.git);
  const { verifier, requests: checked } = fakeVerifier(over.outcomes ?? {});
  const ran: AgentRequest[] = [];
  const ended: string[] = [];
  const setups: Parameters<Preparer["prepare"]>[0][] = [];
  const tools: Tools = {
    git: faked.git,
    remotes: fakeRemotes().remotes,
    github: () => Promise.reject(new Error("no word with GitHub is expected here")),
    verifier,
    preparer: {
      prepare: (request) => {
        setups.push(request);
        return Promise.resolve(undefined);
      },
    },
    intake: () => {
      throw new Error("nothing comes in here");
    },
    documents: {
      printResult: (result) =>
        JSON.stringify({ n: result.attempt, previous: result.previous, slipped: result.slipped }),
      setStatus: (text, status) => text.replace(/status: \w+/, `status: ${status}`),
    },
    agents: {
      run: (request) => {
        ran.push(request);
        return Promise.resolve({ end: over.end ?? { kind: "exited", code: 0 }, tail: "tail" });
      },
      end: (...keys) => Promise.resolve(void ended.push(...keys)),
      tell: () => undefined,
    },
    driver: (agent) => (agent === "shell" ? driver : undefined),
    words: () => [],
    worktrees: "/nowhere",
    models: {
      run: () => Promise.reject(new Error("no job is expected here")),
      tell: () => undefined,
      end: () => Promise.resolve(undefined),
      rest: () => Promise.resolve(undefined),
    },
    endpoint: {
      admit: () => Promise.resolve({ pass: undefined, leave: () => undefined }),
      close: () => Promise.resolve(),
      reopen: () => Promise.resolve(),
    },
    checkout: scratch(),
    state: scratch(),
    env: { PATH: "/bin" },
    ...over.tools,
  };
  const stop = new AbortController();
  const told: FromOrder[] = [];
  /** Carries out an order; returns its report. */
  const play = async (order: Order) => {
    await carryOut(order, tools, { report: (input) => told.push(input), signal: stop.signal });
    const last = told.at(-1);
    return last !== undefined && "report" in last ? last.report : undefined;
  };
  return { ...faked, tools, checked, ran, ended, setups, stop, told, play };
};
