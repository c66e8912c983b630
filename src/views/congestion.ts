import type { Crowd } from "../core/budget/admission.ts";
import type { Congestion } from "../core/slots.ts";
import { count } from "./words.ts";

/** What has piled up so that nothing new starts, in words. */
export const congestionText = ({ kind, waiting, most }: Congestion): string => {
  const who = count(waiting, "attempt waits", "attempts wait");
  switch (kind) {
    case "review":
      return `${who} for your review, and max_in_review is ${most}`;
    case "verification":
      return `${who} for a verification slot, as many as there are agents`;
    case "landing":
      return `${who} for others to land, as many as there are agents`;
  }
};

const crowds: Readonly<Record<Crowd["kind"], string>> = {
  memory: "the machine has too little free memory for more agents",
  load: "the machine has too much to do for more agents",
  launches: "others have just begun: a few begin each second",
};

/** Why no more agents begin on this machine now, in words. */
export const crowdText = ({ kind }: Crowd): string => crowds[kind];
