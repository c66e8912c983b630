import type { RemoteGit } from "../../src/engine/ports/remote-git.ts";

type Asked = readonly [call: string, request: unknown];

/** Other repositories that keep nothing but what they were asked; every branch stands at `tip`. */
export const fakeRemotes = (over: Partial<RemoteGit> = {}) => {
  const asked: Asked[] = [];
  const answer = <T>(call: string, request: unknown, value: T): Promise<T> => {
    asked.push([call, request]);
    return Promise.resolve(value);
  };
  const remotes: RemoteGit = {
    address: () => Promise.resolve("https://github.test/o/r.git"),
    fetch: (request) => answer("fetch", request, { kind: "fetched", tip: "remote-tip" }),
    push: (request) => answer("push", request, { kind: "pushed" }),
    noteOffer: (task, sha) => answer("noteOffer", [task, sha], undefined),
    offers: () => Promise.resolve([]),
    dropOffers: (task) => answer("dropOffers", task, undefined),
    handoffBranch: (task) => `traffic/${task}`,
    isWithin: () => Promise.resolve(true),
    catchUp: (request) => answer("catchUp", request, { kind: "landed" }),
    ...over,
  };
  return { remotes, asked };
};
