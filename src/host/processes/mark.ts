import { createHash } from "node:crypto";

/** The environment variable that every process of an attempt inherits. */
export const markName = "TRAFFIC_MARK";

/**
 * What the processes of a key carry: one word, and another one in every repository. (`TRAFFIC_ATTEMPT` is neither: a
 * fleet that runs inside an agent of another fleet may use the same keys, and a key may hold spaces, which `ps` on
 * macOS does not escape.)
 */
export const markOf = (state: string, key: string): string =>
  createHash("sha256").update(`${state}\0${key}`).digest("hex").slice(0, 24);
