// Lands as the host would, and kills itself with SIGKILL when the given step is reached: `node kill.ts '<json>'`.
import { land } from "../../../src/git/landing/land.ts";
import { editOf, groundOf } from "./errand.ts";

type Errand = {
  readonly repository: string;
  readonly commit: string;
  /** Counted from 0, in the order reached. */
  readonly step: number;
};

const { repository, commit, step } = JSON.parse(process.argv[2] ?? "") as Errand;
let count = 0;
await land(repository, {
  commit,
  edit: editOf(),
  ground: groundOf(),
  reached: () => {
    if (count === step) process.kill(process.pid, "SIGKILL");
    count += 1;
  },
});
