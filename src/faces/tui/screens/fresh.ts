import type { AttemptSheet } from "../../../views/attempt.ts";
import type { View } from "../screen/view.ts";

/** What an agent leaves grows while it works: it is fetched again every few seconds. */
const freshEvery = 3000;

/** A stamp of what an attempt has left: another one when it may have left more. */
export const freshness = ({ scene }: View, { turn, moving }: AttemptSheet): string =>
  `${turn} ${moving?.step.phase === "working" ? Math.floor(scene.now / freshEvery) : 0}`;
