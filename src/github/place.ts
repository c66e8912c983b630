/** Where GitHub is, for people and for programs. */
export type Server = { readonly web: string; readonly api: string };

/** A repository at GitHub. */
export type Place = Server & { readonly owner: string; readonly repo: string };

type Environment = Readonly<Record<string, string | undefined>>;

const plain = (url: string): string => url.replace(/\/+$/, "");

/** GitHub itself, or the server that the environment names as GitHub Actions does. */
export const serverOf = (env: Environment): Server => {
  const web = plain(env["GITHUB_SERVER_URL"] ?? "https://github.com");
  const usual = web === "https://github.com" ? "https://api.github.com" : `${web}/api/v3`;
  return { web, api: plain(env["GITHUB_API_URL"] ?? usual) };
};

/** Host and path of an address as git understands it: a URL, or `user@host:path`. */
const parts = (address: string): { readonly host: string; readonly path: string } | undefined => {
  const short = /^(?:[^@/]+@)?([^:/]+):(?!\/\/)(.+)$/.exec(address);
  if (short !== null) return { host: short[1] ?? "", path: short[2] ?? "" };
  if (!URL.canParse(address)) return undefined;
  const { protocol, host, hostname, pathname } = new URL(address);
  // A port of ssh says nothing of where the web is.
  return { host: protocol === "ssh:" ? hostname : host, path: pathname };
};

/** The repository that a remote's address means at a server; `undefined` where it is somewhere else. */
export const placeOf = (address: string, server: Server): Place | undefined => {
  const found = parts(address);
  const { host, hostname } = new URL(server.web);
  // ssh.github.com is GitHub's ssh on another port.
  if (found === undefined || ![host, hostname, `ssh.${hostname}`].includes(found.host)) return undefined;
  const [owner, repo, ...more] = found.path.replace(/^\/+/, "").replace(/\/+$/, "").split("/");
  if (owner === undefined || owner === "" || repo === undefined || more.length > 0) return undefined;
  const name = repo.replace(/\.git$/, "");
  return name === "" ? undefined : { ...server, owner, repo: name };
};
