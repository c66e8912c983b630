import type { AttemptSpec } from "./attempt.ts";
import type { Proof } from "./evidence.ts";

/** Why a person looks at what its checks prove; undefined where nobody has to. */
export const lookedAt = ({ slipped = [] }: Proof, { review }: AttemptSpec): string | undefined => {
  if (slipped.length > 0)
    return `The target holds ${slipped.length === 1 ? "a commit" : `${slipped.length} commits`} of it already (${slipped.map((oid) => oid.slice(0, 7)).join(", ")}), past its proof: what its checks say now, they say of a base that it made itself.`;
  return review === undefined ? undefined : "Its checks passed, and it lands once you have looked.";
};
