import { isSame } from "../../core/same.ts";
import { imageOf } from "../../core/image.ts";
import type { State } from "../../core/state.ts";
import type { TaskId } from "../../core/task.ts";
import type { Problem } from "../../core/problem.ts";
import { openImage, packImage, type KeptImage, type Origin } from "../../store/image.ts";
import { build } from "../build.ts";
import { filesIn, replaceFile } from "../files.ts";
import type { Listing } from "../../views/listing.ts";
import { listsOf } from "./listing.ts";
import type { Opened } from "./opened.ts";

/** With fewer tasks a state is made as soon as it is taken up. */
const fewest = 500;

/** The image that the last command left, if it is the one that is wanted; one of another build is none. */
export const readImage = (
  { repository }: Opened,
  isWanted: (image: KeptImage) => boolean,
): KeptImage | undefined => {
  try {
    const image = openImage(filesIn(repository.state).image);
    if (build !== undefined && image.origin["build"] === build && isWanted(image)) return image;
    image.close();
    return undefined;
  } catch {
    return undefined;
  }
};

/** Whether an image stands on just this. */
export const standsOnSame = ({ origin }: KeptImage, other: Origin): boolean =>
  isSame({ ...other, build }, origin);

type Made = {
  readonly state: State;
  readonly problems: readonly Problem[];
  /** What it was made from. */
  readonly origin: Origin;
  readonly unseen: ReadonlySet<TaskId>;
  /** When it was looked at, and what lists said then. */
  readonly now: number;
  readonly listing: Listing;
};

/** Puts a state away for the next command, once this one has said what it has to say. A failure costs time, nothing else. */
export const putAway = (
  { repository }: Opened,
  { state, problems, origin, unseen, now, listing }: Made,
): void => {
  if (build === undefined || state.tasks.size < fewest) return;
  const path = filesIn(repository.state).image;
  const madeFrom = { ...origin, build };
  setImmediate(() => {
    try {
      const image = imageOf(state);
      const bytes =
        image &&
        packImage(image, {
          origin: madeFrom,
          problems,
          unseen,
          lists: listsOf(listing, now),
        });
      if (bytes === undefined) return;
      replaceFile(path, bytes);
    } catch {
      // A disk that is full, or a folder that nobody may write to.
    }
  });
};
