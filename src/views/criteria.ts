import type { CheckRun, Proof } from "../core/evidence.ts";

/** An acceptance criterion of a task, and the check that proves it, where it names one that ran green. */
export type Criterion = { readonly text: string; readonly ticked: boolean; readonly proof?: CheckRun };

const heading = /^#{1,6}\s+(.*?)\s*#*$/;
const box = /^\s*[-*+]\s+\[([ xX])\]\s+(.+)$/;

const isGreen = ({ outcome }: CheckRun): boolean => outcome === "passed" || outcome === "flaky";

/** The green check that a criterion names, by its name or its command in backticks. */
const proofOf = (text: string, checks: readonly CheckRun[]): CheckRun | undefined => {
  const quoted = [...text.matchAll(/`([^`]+)`/g)].map(([, words = ""]) => words.trim());
  return checks.find(
    (check) => isGreen(check) && quoted.some((one) => one === check.command || one === check.name),
  );
};

/**
 * The check boxes below a task's heading "Acceptance criteria". A box is proved only by a check that it names: whether work
 * does what a sentence says, no code can tell, so the others are for a person to judge.
 */
export const criteriaIn = (
  text: readonly string[],
  proof: Pick<Proof, "checks"> | undefined,
): readonly Criterion[] => {
  const found: Criterion[] = [];
  let isInside = false;
  for (const line of text) {
    const title = heading.exec(line)?.[1];
    if (title !== undefined) isInside = /^acceptance\b/i.test(title);
    const [, mark, words] = box.exec(line) ?? [];
    if (!isInside || words === undefined) continue;
    const check = proofOf(words, proof?.checks ?? []);
    found.push({ text: words, ticked: mark !== " ", ...(check === undefined ? {} : { proof: check }) });
  }
  return found;
};
