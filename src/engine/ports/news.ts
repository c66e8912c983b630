import type { TargetNews } from "../../core/input.ts";
import type { Tally } from "../../core/route/tally.ts";

/** What the host sees of the world outside, unasked. */
export type News =
  | { readonly kind: "target"; readonly news: TargetNews }
  /** All that the results in git teach now. */
  | { readonly kind: "tallies"; readonly tallies: readonly Tally[] }
  /** Where definitions come from: the person's checkout, or the target's tree and what was never committed while the checkout is elsewhere. */
  | { readonly kind: "definitions"; readonly from: "checkout" }
  | {
      readonly kind: "definitions";
      readonly from: "tree";
      readonly files: readonly (readonly [path: string, text: string])[];
      /** Paths that the commit checked out holds; what else lies there belongs to no branch, and counts. */
      readonly committed: readonly string[];
    }
  /** Task files that no commit holds and that a person has put away, and when, in milliseconds since the epoch. */
  | { readonly kind: "stashed"; readonly files: readonly (readonly [path: string, at: number])[] }
  /** The target cannot be observed; says why, and how to mend it. */
  | { readonly kind: "trouble"; readonly message: string };
