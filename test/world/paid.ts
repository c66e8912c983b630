import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startModel, type Act, type Heard, type Model } from "./model.ts";
import { makeRepository, type Repository } from "./repository.ts";

/** A repository whose paid work is asked of a model on loopback. */
export type Paid = { readonly repository: Repository; readonly model: Model; close(): Promise<void> };

/** A task for the built-in agent. */
export const paidTask = (keys = ""): string =>
  `---\ntitle: Say hello\nagent: builtin\nverify: ["grep -q hello hello.txt"]\n${keys}---\n\nWrite hello.txt.\n`;

export const turnsOf = ({ messages }: Heard): number =>
  messages.filter(({ role }) => role === "assistant").length;

export const act = (tool: string, input: Record<string, unknown>): Act => ({ blocks: [{ tool, input }] });

/** Makes a repository with these files, and a model that follows a script. */
export const makePaid = async (
  files: Readonly<Record<string, string>>,
  script: (heard: Heard, at: number) => Act | Promise<Act>,
): Promise<Paid> => {
  const model = await startModel(script);
  const repository = makeRepository(files);
  Object.assign(repository.env, {
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: "sk-ant-secret-1234",
    GITHUB_TOKEN: "ghp_secret",
    SSH_AUTH_SOCK: "/tmp/agent.sock",
    NPM_CONFIG_COLOR: "named",
  });
  return {
    repository,
    model,
    close: async () => {
      await repository.traffic("down", "--now");
      await model.close();
      repository.remove();
    },
  };
};

/** Waits for a condition, which a real run reaches by itself: how soon is the machine's affair. */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + 150_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error("it never came to that");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

/** The process that is engine, host or worker of a repository; 0 where none is. */
export const holderOf = ({ path }: Repository, name: string): number => {
  const file = join(path, ".git", "traffic", `${name}.lock.db.holder`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { pid: number }).pid : 0;
};

export const isAlive = (pid: number): boolean => {
  try {
    return pid > 0 && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};
