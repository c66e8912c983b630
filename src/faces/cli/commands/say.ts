import { hearingOf } from "../../../views/hearing.ts";
import { UsageError } from "../../doors/usage-error.ts";
import type { NoOptions, Spec } from "../command.ts";
import { pick } from "../pick.ts";
import { styled } from "../text/line.ts";

const all = async (input: AsyncIterable<string | Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
};

/** `traffic say <task> <text...>`: heard by its agent at its next turn, else by its next attempt. */
export const say: Spec<NoOptions> = {
  define: (command) =>
    command
      .argument("<task>", "a task's id, file, or the beginning of its id")
      .argument("<text...>", "what to say; - reads it from standard input"),
  examples: [
    ["traffic say login 'keep the old endpoint'", "heard once, at the agent's next turn"],
    ["traffic say login - < notes.txt", "a longer text"],
  ],
  run: async ({ doors, args: [given = "", ...words], world }) => {
    const opened = await doors();
    const { state } = await opened.survey();
    const { id } = pick(state, given);
    const text = (words.length === 1 && words[0] === "-" ? await all(world.stdin) : words.join(" ")).trim();
    if (text === "") throw new UsageError("there is nothing to say: the text is empty");
    const answer = await opened.wish({ kind: "say", task: id, text });
    const heard = hearingOf(state, id);
    if (answer.kind === "refused")
      return {
        schema: "say",
        json: { answers: [{ task: id, ...answer }] },
        lines: [[styled("refused  ", "bad"), answer.why]],
        code: 1,
      };
    return {
      schema: "say",
      json: { answers: [{ task: id, ...answer, heard }] },
      lines: [[`${id}  `, styled("said", "good"), `: ${heard}`]],
    };
  },
};
