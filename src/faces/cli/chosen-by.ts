import type { Choice } from "../../core/route/choice.ts";

/** Who chose, in words that follow "chosen by". */
export const chosenBy: Readonly<Record<Choice["by"], string>> = {
  pin: "a person's word",
  ladder: "the ladder",
  outcomes: "outcomes",
};
