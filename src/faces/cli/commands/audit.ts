import { count, short, slippedText } from "../../../views/words.ts";
import type { Doors } from "../../doors/doors.ts";
import type { Audited } from "../../doors/evidence.ts";
import type { NoOptions, Spec } from "../command.ts";
import { pickAll } from "../pick.ts";
import { styled, type Line, type Span } from "../text/line.ts";

const isProof = ({ checked, wrong }: Audited): boolean => checked.length + wrong.length > 0;

const verdictOn = (audit: Audited): Span => {
  if (!isProof(audit)) return styled("none    ", "bad");
  return audit.wrong.length === 0 ? styled("whole   ", "good") : styled("broken  ", "bad");
};

const linesOf = (audit: Audited, width: number): Line[] => {
  const { task, commit, checked, wrong, slipped } = audit;
  return [
    [
      verdictOn(audit),
      styled(task.padEnd(width), "strong"),
      `${commit === undefined ? "" : `  ${short(commit)}`}  ${count(checked.length, "step")} recomputed`,
    ],
    ...wrong.map((what): Line => [styled(`        ${what}`, "bad")]),
    ...(slipped.length === 0
      ? []
      : [[styled(`        of an attempt that did not land: ${slippedText(slipped)}`, "bad")] as Line]),
  ];
};

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
    const proofs = audits.filter(isProof).length;
    const broken = audits.filter(({ wrong }) => wrong.length > 0).length;
    const verdict =
      broken === 0
        ? `${count(proofs, "proof")}, all whole.`
        : `${broken} of ${count(proofs, "proof")} broken.`;
    const width = Math.min(40, Math.max(0, ...audits.map(({ task }) => task.length)));
    const lines = [
      ...audits.flatMap((one) => linesOf(one, width)),
      audits.length === 0 ? "Nothing has landed yet, so there is nothing to audit." : verdict,
    ];
    return { schema: "audit", json: { audits }, lines, code: broken === 0 ? 0 : 1 };
  },
};
