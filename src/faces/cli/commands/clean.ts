import { count } from "../../../views/words.ts";
import type { Spec } from "../command.ts";
import { styled, type Line } from "../text/line.ts";

/** `traffic clean [--yes]`: shows what could go; only with `--yes` it goes. */
export const clean: Spec<{ readonly yes?: boolean }> = {
  define: (command) => command.option("-y, --yes", "remove it; without this it is only shown"),
  examples: [
    ["traffic clean", "what could go, and why that is safe"],
    ["traffic clean --yes", "remove it"],
  ],
  run: async (call) => {
    const remove = call.options.yes === true;
    const doors = await call.doors();
    const leftovers = await doors.clean(remove);
    const number = count(leftovers.length, "leftover");
    const end = remove
      ? `${number} removed.`
      : `${number}. Nothing is removed yet: ${(await doors.survey()).engine.running ? "traffic down, then " : ""}traffic clean --yes`;
    const lines: Line[] = [
      ...leftovers.map(({ kind, name, because }): Line => [
        `${kind.padEnd(9)}${name}  `,
        styled(because, "dim"),
      ]),
      leftovers.length === 0 ? "Nothing is left over." : end,
    ];
    return { schema: "clean", json: { removed: remove, leftovers }, lines };
  },
};
