import type { Oid } from "../core/evidence.ts";
import type { AttemptRef } from "../engine/ports/git.ts";
import { refOf } from "./names.ts";
import { isReached, setRef } from "./refs.ts";

/** Keeps the commits of a branch that is about to move where they would not be reached, beside the attempt's rescue ref. */
export const keepUnreached = async (
  place: string,
  attempt: AttemptRef,
  move: { readonly from: Oid | undefined; readonly to: Oid },
): Promise<void> => {
  if (move.from === undefined || (await isReached(place, move.from, move.to))) return;
  await setRef(place, `${refOf("rescue", attempt)}-branch`, move.from);
};
