import type { Handoff, Pull } from "./seen.ts";

/** Text that can stand in an HTML comment: nothing in it can end the comment. */
export const sealed = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[<>&-]/g,
    (sign) => `\\u00${sign.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );

const island = /<!-- traffic:handoff (\{.*?\}) -->/s;

const islandOf = ({ task, n, base, sha }: Handoff): string =>
  `<!-- traffic:handoff ${sealed({ v: 1, task, attempt: n, base, head: sha })} -->`;

/** The body of a new pull request: what people read, and what programs read. */
export const bodyOf = (handoff: Handoff): string => `${handoff.text.trimEnd()}\n\n${islandOf(handoff)}\n`;

/** The body with the island as it should be, every other word as people left it; `undefined` when it is so already. */
export const describedBody = (handoff: Handoff, { body }: Pick<Pull, "body">): string | undefined => {
  const wanted = islandOf(handoff);
  if (body.includes(wanted)) return undefined;
  return island.test(body) ? body.replace(island, () => wanted) : `${body.trimEnd()}\n\n${wanted}\n`;
};

/** What marks the one comment of ours about a task. */
export const markOf = (task: string): string => `<!-- traffic:note ${sealed(task)} -->`;
