import type { Oid } from "../core/evidence.ts";
import { run } from "./command.ts";
import type { Repository } from "./repository.ts";

/** What an attempt changed, as a patch that `git apply` reads. */
export const diff = async ({ checkout }: Repository, base: Oid, head: Oid): Promise<string> =>
  (await run(checkout, ["diff", "--no-color", "--no-ext-diff", "--no-textconv", "--binary", base, head])).out;
