import { startModel, type Act } from "../../test/world/model.ts";

// The scripted model of the bench, in a process of its own: what it costs is not the worker's.
const [turns = 6, think = 1000] = process.argv.slice(2).map(Number);

const act = (turn: number): Act => {
  if (turn + 1 >= turns) return { blocks: [{ text: "Done." }] };
  return turn % 2 === 0
    ? { blocks: [{ tool: "write", input: { file_path: `${turn}.txt`, content: "text\n".repeat(2000) } }] }
    : { blocks: [{ tool: "bash", input: { command: `cat ${turn - 1}.txt` } }] };
};

const model = await startModel(async ({ messages }) => {
  // When a conversation begins.
  if (messages.length === 1) process.send?.(Date.now());
  await new Promise((resolve) => setTimeout(resolve, think));
  return act(messages.filter(({ role }) => role === "assistant").length);
});
process.send?.(model.url);
