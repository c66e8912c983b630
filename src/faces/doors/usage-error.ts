/** Something a person got wrong, or that stands in the way: printed without a stack, exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
}
