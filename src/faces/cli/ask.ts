import type { World } from "./world.ts";

const firstLine = async (input: World["stdin"]): Promise<string> => {
  for await (const chunk of input) return Buffer.from(chunk).toString().trim();
  return "";
};

/** Asks a person at a terminal; anything but yes is no. */
export const asksYes = async ({ stdin, stdout }: World, question: string): Promise<boolean> => {
  stdout.write(`${question} [y/N] `);
  return /^y(es)?$/i.test(await firstLine(stdin));
};
