import { createHmac, timingSafeEqual } from "node:crypto";

/** What GitHub sent, as far as it matters here: which branches something happened to. */
export type Delivery = {
  readonly guid: string;
  readonly event: string;
  /** `owner/name`; missing where it is about no repository. */
  readonly repository?: string;
  readonly branches: readonly string[];
  /** It may be about any of them: it names none. */
  readonly isWide: boolean;
};

/** Whether a signature is that of these very bytes. */
export const isSigned = (body: Buffer, signature: string, secret: string): boolean => {
  const wanted = Buffer.from(`sha256=${createHmac("sha256", secret).update(body).digest("hex")}`);
  const given = Buffer.from(signature);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
};

/** A value inside of what was sent; `undefined` wherever it is not as expected. Nothing that is sent is trusted to have a shape. */
const inside = (value: unknown, ...path: readonly string[]): unknown => {
  let found = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
};

const texts = (...values: readonly unknown[]): string[] =>
  values.filter((value) => typeof value === "string" && value !== "") as string[];

const listed = (value: unknown, key: string): unknown[] =>
  Array.isArray(value) ? value.map((one) => inside(one, key)) : [];

/** Where the branches stand in what each kind of event sends. */
const places: Readonly<Record<string, (payload: unknown) => readonly unknown[]>> = {
  pull_request: (payload) => [inside(payload, "pull_request", "head", "ref")],
  pull_request_review: (payload) => [inside(payload, "pull_request", "head", "ref")],
  check_run: (payload) => [inside(payload, "check_run", "check_suite", "head_branch")],
  check_suite: (payload) => [inside(payload, "check_suite", "head_branch")],
  workflow_run: (payload) => [inside(payload, "workflow_run", "head_branch")],
  workflow_job: (payload) => [inside(payload, "workflow_job", "head_branch")],
  status: (payload) => listed(inside(payload, "branches"), "name"),
  push: (payload) => {
    const ref = inside(payload, "ref");
    return typeof ref === "string" && ref.startsWith("refs/heads/") ? [ref.slice("refs/heads/".length)] : [];
  },
};

/** Events that name no branch, or the target, whose movement concerns them all. */
const wide: ReadonlySet<string> = new Set(["issue_comment", "merge_group", "branch_protection_rule"]);

/** Reads what GitHub sent. Of events that mean nothing here no branch is named. */
export const deliveryOf = (guid: string, event: string, payload: unknown): Delivery => {
  const [repository] = texts(inside(payload, "repository", "full_name"));
  return {
    guid,
    event,
    ...(repository === undefined ? {} : { repository }),
    branches: [...new Set(texts(...(places[event]?.(payload) ?? [])))],
    isWide: wide.has(event),
  };
};
