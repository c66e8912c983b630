import { spawn } from "node:child_process";
import { UsageError } from "../../faces/doors/usage-error.ts";

/** What opens pages here: what the person says, else what their system has for it. */
const opener = (): readonly [program: string, ...args: string[]] => {
  const { BROWSER } = process.env;
  if (BROWSER !== undefined && BROWSER !== "") return ["/bin/sh", "-c", `${BROWSER} "$1"`, BROWSER];
  return [process.platform === "darwin" ? "open" : "xdg-open"];
};

/** Opens a page in the person's browser and leaves it alone. Only pages of the web: a URL may come from elsewhere. */
export const openPage = async (url: string): Promise<void> => {
  if (!/^https?:\/\//.test(url)) throw new UsageError(`${url} is no page of the web`);
  const [program, ...args] = opener();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(program, [...args, url], { stdio: "ignore", detached: true });
  child.once("spawn", () => resolve());
  child.once("error", (cause) =>
    reject(
      new UsageError(`${program} does not open pages here: set BROWSER, or open ${url} yourself`, { cause }),
    ),
  );
  await promise;
  child.unref();
};
