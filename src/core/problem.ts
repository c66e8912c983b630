/** Something wrong with a file, told so that it can be mended. */
export type Problem = {
  /** Stable, in snake_case: `unknown_status`, `duplicate_id`, `not_yaml`, … */
  readonly code: string;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** One sentence: what is wrong and what happens meanwhile. */
  readonly message: string;
  readonly found?: string;
  readonly expected?: string;
  readonly example?: string;
};
