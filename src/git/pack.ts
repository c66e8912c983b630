import { join } from "node:path";
import type { Clock } from "../engine/ports/clock.ts";
import { run } from "./command.ts";
import { joinable, joinPacks } from "./join-packs.ts";
import { namesIn } from "./names-in.ts";
import type { Repository } from "./repository.ts";

/** Git packs at 6,700 objects, but only for who commits by hand: in a repository that is the fleet's alone nobody does. */
const usual = { loose: 5000, packs: 50 };

/** So many are packed at once, and so long one waits after it has packed, in milliseconds: what failed is tried again then. */
const [most, pause] = [50_000, 60_000];

/** Objects are spread evenly over these folders: how many there are is told by one. */
const folders = Array.from({ length: 256 }, (_, at) => at.toString(16).padStart(2, "0"));
const sample = "17";

const isName = (name: string): boolean => /^[0-9a-f]{38}(?:[0-9a-f]{24})?$/.test(name);

const objectsIn = (folder: string): string[] => namesIn(folder).filter(isName);

/** The names of all objects that are a file each. */
export const looseIn = ({ common }: Pick<Repository, "common">): string[] =>
  folders.flatMap((folder) => objectsIn(join(common, "objects", folder)).map((name) => `${folder}${name}`));

/**
 * Puts objects that are a file each into one pack. Whoever reads or writes meanwhile finds all of them: a file goes only once its
 * object is in a pack, and what no ref reaches is packed as well. One core is left to others.
 */
const pack = async ({ checkout, common }: Repository): Promise<void> => {
  const loose = looseIn({ common }).slice(0, most);
  await run(
    checkout,
    ["pack-objects", "-q", "--threads=1", "--non-empty", join(common, "objects/pack/pack")],
    {
      input: `${loose.join("\n")}\n`,
    },
  );
  await run(checkout, ["prune-packed", "-q"]);
};

/** Packs whenever it is told that there may be more objects than so many, and joins packs; one after the other and not too often. */
export const openPacker = (repository: Repository, clock: Clock, many = usual): (() => Promise<void>) => {
  const folder = join(repository.common, "objects", sample);
  let notBefore = -Infinity;
  return async () => {
    if (clock.now() < notBefore) return;
    const isMany = objectsIn(folder).length * folders.length >= many.loose;
    if (!isMany && joinable(repository).length <= many.packs) return;
    notBefore = Infinity;
    try {
      if (isMany) await pack(repository);
      await joinPacks(repository, many.packs, clock.now());
    } finally {
      notBefore = clock.now() + pause;
    }
  };
};
