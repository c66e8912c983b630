import type { Screen } from "../screen/screen.ts";
import { action } from "./action.ts";
import { agents } from "./agents.ts";
import { attempt } from "./attempt.ts";
import { overview } from "./overview.ts";
import { budgets } from "./budgets.ts";
import { events } from "./events.ts";
import { queue } from "./queue.ts";
import { milestone, roadmap } from "./roadmap.ts";
import { reviews } from "./reviews.ts";
import { task } from "./task.ts";

/** Every screen; tabs in the order of their digits. */
export const screens: readonly Screen[] = [
  overview,
  queue,
  agents,
  roadmap,
  budgets,
  reviews,
  events,
  milestone,
  task,
  attempt,
  action,
];

const byName = new Map(screens.map((screen) => [screen.name, screen]));
const byDigit = new Map(screens.map(({ digit, name }) => [digit, name]));

/** The screen of a name; the overview where there is none. */
export const screenNamed = (name: string): Screen => byName.get(name) ?? overview;

/** The tab that a digit opens. */
export const tabOf = (digit: string): string | undefined => byDigit.get(digit);
