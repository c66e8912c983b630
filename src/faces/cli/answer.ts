import type { World } from "./world.ts";

/** The next line that a person types; empty where there is none. */
const nextLine = async (input: World["stdin"]): Promise<string> => {
  for await (const chunk of input) return Buffer.from(chunk).toString().trim();
  return "";
};

/** Whether someone is there who can be asked. */
export const isAttended = ({ stdin, stdout }: World): boolean =>
  stdin.isTTY === true && stdout.isTTY === true;

/** Asks a question whose answer is yes or no; anything else, and Ctrl-C, is the answer that is meant by saying nothing. */
export const answerTo = async (
  { stdin, stdout }: World,
  question: string,
  { silence, signal }: { readonly silence: boolean; readonly signal?: AbortSignal },
): Promise<boolean> => {
  stdout.write(`${question} ${silence ? "[Y/n]" : "[y/N]"} `);
  const stopped = new Promise<string>((resolve) => signal?.addEventListener("abort", () => resolve("n")));
  const said = await Promise.race([nextLine(stdin), stopped]);
  return silence ? !/^no?$/i.test(said) : /^y(es)?$/i.test(said);
};
