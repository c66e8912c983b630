import { count, short } from "../../../views/words.ts";
import type { Doors } from "../../doors/doors.ts";
import type { Audited } from "../../doors/evidence.ts";
import type { NoOptions, Spec } from "../command.ts";
import { pickAll } from "../pick.ts";
import { styled, type Line } from "../text/line.ts";

const linesOf = ({ task, commit, checked, wrong }: Audited, width: number): Line[] => [
  [
    wrong.length === 0 ? styled("whole   ", "good") : styled("broken  ", "bad"),
    styled(task.padEnd(width), "strong"),
    `${commit === undefined ? "" : `  ${short(commit)}`}  ${count(checked.length, "step")} recomputed`,
  ],
  ...wrong.map((what): Line => [styled(`        ${what}`, "bad")]),
];

const auditAll = async (doors: Doors, given: readonly string[]): Promise<Audited[]> => {
  if (given.length === 0) return [...(await doors.audit())];
  const { state } = await doors.survey();
  const found: Audited[] = [];
  for (const { id } of pickAll(state, given)) found.push(...(await doors.audit(id)));
  return found;
};

/** `traffic audit [task...]`: whether what is recorded about landed work can be recomputed from the repository alone. */
export const audit: Spec<NoOptions> = {
  define: (command) => command.argument("[task...]", "ids, files, or beginnings of ids; all without"),
  examples: [
    ["traffic audit", "recompute the proofs of everything that landed, offline"],
    ["traffic audit login", "of one task"],
  ],
  run: async ({ doors, args }) => {
    const audits = await auditAll(await doors(), args);
    const broken = audits.filter(({ wrong }) => wrong.length > 0).length;
    const verdict =
      broken === 0
        ? `${count(audits.length, "proof")}, all whole.`
        : `${broken} of ${count(audits.length, "proof")} broken.`;
    const width = Math.min(40, Math.max(0, ...audits.map(({ task }) => task.length)));
    const lines = [
      ...audits.flatMap((one) => linesOf(one, width)),
      audits.length === 0 ? "Nothing has landed yet, so there is nothing to audit." : verdict,
    ];
    return { schema: "audit", json: { audits }, lines, code: broken === 0 ? 0 : 1 };
  },
};
