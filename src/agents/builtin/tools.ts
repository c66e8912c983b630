import type Anthropic from "@anthropic-ai/sdk";
import { betaTool } from "@anthropic-ai/sdk/helpers/beta/json-schema";
import { betaZodTool } from "@anthropic-ai/sdk/helpers/beta/zod";
import { betaAgentToolset20260401 } from "@anthropic-ai/sdk/tools/agent-toolset/node";
import * as z from "zod";
import type { Claims, RanCommand } from "../../core/account.ts";
import { remarkOf, remarkTools, schemaOf, type Content, type RemarkTool } from "../../core/remark.ts";
import type { ModelJob } from "../../engine/ports/model-agents.ts";

type RunnableTool = ReturnType<typeof betaAgentToolset20260401>[number];
type Context = Parameters<RunnableTool["run"]>[1];

/** What tools tell while they are used. */
export type Heard = {
  readonly used: (name: string, input: unknown, ok: boolean) => void;
  readonly ran: (command: RanCommand) => void;
  readonly claimed: (claims: Claims) => void;
  /** Keeps a remark, and says what it is answered. */
  readonly remarked: (content: Content) => string;
};

/** The tools of one attempt, and a way to end what they left running. */
export type Toolbox = { readonly tools: readonly RunnableTool[]; readonly close: () => Promise<void> };

const commandOf = (input: unknown): string | undefined => {
  const command = (input as { command?: unknown } | null)?.command;
  return typeof command === "string" ? command : undefined;
};

/** A tool that tells of each use. Bash throws for every exit code but 0. */
const watched = (tool: RunnableTool, heard: Heard): RunnableTool => ({
  ...tool,
  run: async (input: unknown, context: Context) => {
    const command = tool.name === "bash" ? commandOf(input) : undefined;
    const tell = (ok: boolean): void => {
      heard.used(tool.name, input, ok);
      if (command !== undefined) heard.ran({ command, ok });
    };
    try {
      const result = await tool.run(input, context);
      tell(true);
      return result;
    } catch (error) {
      tell(false);
      throw error;
    }
  },
});

const list = z.array(z.string()).default([]);

const claimsTool = (heard: Heard): RunnableTool =>
  betaZodTool({
    name: "report_work",
    description:
      "Report what you did, once, when the task is finished. What you say is compared with what is true and kept.",
    inputSchema: z.object({
      summary: z.string().describe("What changed and why, in a few sentences."),
      changed: list.describe("Paths of the files you changed, from the top of the repository."),
      checked: list.describe("Commands you ran to check it, exactly as you ran them, that passed."),
    }),
    run: (claims: Claims) => {
      heard.claimed(claims);
      return "Reported. End your turn now.";
    },
  });

const remarkTool = (tool: RemarkTool, heard: Heard): RunnableTool => {
  const inputSchema: { type: "object" } = schemaOf(tool);
  return betaTool({
    name: tool.name,
    description: tool.description,
    inputSchema,
    run: (input) => {
      const content = remarkOf(tool.name, input);
      if ("wrong" in content) throw new Error(content.wrong);
      return heard.remarked(content);
    },
  });
};

/** Tools are told by the names other agents have for them: `Read` and `Bash(npm *)` are our `read` and `bash`. */
const plain = (rule: string): string => rule.replace(/\(.*/s, "").trim().toLowerCase();

/** The SDK's tools, confined to the worktree and with no environment but the job's, and those to report and to remark with. */
export const openTools = ({ path, env, tools: wanted }: ModelJob, heard: Heard): Toolbox => {
  const all = betaAgentToolset20260401({ workdir: path, env: { ...env } });
  const names = wanted?.map(plain);
  const given = all.filter(({ name }) => names === undefined || names.includes(name));
  return {
    tools: [
      ...given.map((tool) => watched(tool, heard)),
      claimsTool(heard),
      ...remarkTools.map((tool) => watched(remarkTool(tool, heard), heard)),
    ],
    close: async () => {
      for (const tool of all) await tool.close?.();
    },
  };
};

/** An answer to a tool call that was not carried out. */
export const notRun = (id: string, why: string): Anthropic.Beta.Messages.BetaToolResultBlockParam => ({
  type: "tool_result",
  tool_use_id: id,
  is_error: true,
  content: why,
});
