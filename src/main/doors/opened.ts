import type { Glance } from "../../git/glance.ts";
import type { Repository } from "../../git/repository.ts";

/** What every door leads into: one repository, and how this program starts itself again. */
export type Opened = {
  readonly repository: Glance;
  /** This program's own entry, for the host and the background engine. */
  readonly entry: string;
};

/** The same, once git has been asked whether it can be worked with. */
export type Checked = Opened & { readonly repository: Repository };
