/** A task that is asked for elsewhere. */
export type Asked = {
  /** Where it stands; the same however often it is read. */
  readonly source: string;
  /** Where it may have been taken over from before: it is here already then. */
  readonly also?: readonly string[];
  readonly title: string;
  /** What its id is made of, where that is not the title. */
  readonly name?: string;
  /** Front matter beside title, status and source. */
  readonly keys: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
};
