import type { Closed } from "../engine/ports/github.ts";

/** GitHub allows 80 things to be made in a minute and 500 in an hour; a person may make some as well. */
const allowances = [
  { most: 60, span: 60_000 },
  { most: 400, span: 3_600_000 },
] as const;

/** How long a first trouble, and at most any, keeps us from asking again, in milliseconds. */
const [shortest, longest] = [1000, 60_000];

/** What GitHub lets us do, as far as we know: a capacity like any other. Nothing waits in here. */
export class Limits {
  readonly #now: () => number;
  readonly #made: number[] = [];
  #shut: Closed | undefined;
  #troubles = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Why nothing may be asked this moment; with `makes`, why nothing may be made. */
  closed(makes: boolean): Closed | undefined {
    const now = this.#now();
    if (this.#shut !== undefined && this.#shut.until > now) return this.#shut;
    const until = makes ? this.#madeUntil(now) : undefined;
    return until === undefined
      ? undefined
      : { kind: "closed", until, why: "as much was made at GitHub as it allows in this time" };
  }

  /** Something was made. */
  made(): void {
    this.#made.push(this.#now());
    if (this.#made.length > 1000) this.#made.splice(0, 500);
  }

  /** GitHub answered: whatever was wrong is over. */
  answered(): void {
    this.#troubles = 0;
  }

  /** GitHub named a moment before which it answers nobody, or refuses to know us. */
  shut(closed: Omit<Closed, "kind">): Closed {
    this.#shut = { kind: "closed", ...closed };
    return this.#shut;
  }

  /** GitHub did not answer: it is asked again soon, and ever less often. */
  trouble(why: string): Closed {
    // What was on its way together fails together: that is one trouble.
    if (this.#shut !== undefined && this.#shut.until > this.#now()) return this.#shut;
    const wait = Math.min(longest, shortest * 2 ** this.#troubles);
    this.#troubles += 1;
    return this.shut({ until: this.#now() + wait, why });
  }

  #madeUntil(now: number): number | undefined {
    const waits = allowances.flatMap(({ most, span }) => {
      const recent = this.#made.filter((at) => at > now - span);
      return recent.length < most ? [] : [(recent.at(-most) ?? now) + span];
    });
    return waits.length === 0 ? undefined : Math.max(...waits);
  }
}
