import { fallOf, sinceFall } from "./fall.ts";
import type { Lesson } from "./lesson.ts";
import { addLesson, tallyKey, type Tally } from "./tally.ts";

/** So much of what was expected before a fall has to be proved again for it to be over. */
const recovered = 0.9;

const isOver = ({ fall, recent }: Tally): boolean => {
  if (fall === undefined) return false;
  const proved = recent.slice(-fall.of).filter((one) => one.proved).length;
  return proved >= recovered * fall.expected;
};

/** A tally with one lesson more. Of a model that becomes worse, what was before counts no more: it begins anew from its fall. */
export const learn = (tally: Tally, lesson: Lesson): Tally => {
  const next = addLesson(tally, lesson);
  const fall = lesson.proved ? undefined : fallOf(next);
  if (fall !== undefined) return { ...sinceFall(next, fall), fall };
  if (!isOver(next)) return next;
  const { fall: _, ...better } = next;
  return better;
};

/** The tallies of many lessons, the same in whatever order they come. */
export const tallyUp = (lessons: readonly Lesson[]): Tally[] => {
  const tallies = new Map<string, Tally>();
  for (const lesson of lessons.toSorted((a, b) => a.at - b.at)) {
    const { agent, model } = lesson;
    const key = tallyKey(lesson);
    tallies.set(key, learn(tallies.get(key) ?? { agent, model, cells: [], recent: [] }, lesson));
  }
  return [...tallies.values()];
};
