import type { News } from "../engine/ports.ts";
import type { WholeGit } from "./git.ts";
import type { HostSettings } from "./host.ts";

type Tell = (news: News) => void;

/** Tells where definitions come from, each time that or what they say changes. */
const definitionsTeller = (git: WholeGit, { folders }: HostSettings, tell: Tell) => {
  let told: string | undefined;
  return async (branch: string, tip: string): Promise<void> => {
    const { from } = await git.definitions({ target: branch });
    const place = from === "checkout" ? from : tip;
    if (place === told) return;
    told = place;
    if (from === "checkout") return tell({ kind: "definitions", from });
    const files = await git.treeFiles(tip, folders);
    tell({ kind: "definitions", from, files: files.map(({ path, text }) => [path, text] as const) });
  };
};

/** Looks at the target and at the person's checkout, and again whenever either may have moved; tells what is new. */
export const observeTarget = (git: WholeGit, settings: HostSettings, tell: Tell): void => {
  let { since } = settings;
  let running: Promise<void> | undefined;
  let again = false;
  const tellDefinitions = definitionsTeller(git, settings, tell);
  const look = async (): Promise<void> => {
    const target = settings.target === undefined ? {} : { target: settings.target };
    const news = await git.observe({
      ...target,
      ...(since === undefined ? {} : { since }),
      results: settings.folders.results,
    });
    await tellDefinitions(news.branch, news.tip);
    since = news.tip;
    tell({ kind: "target", news });
  };
  const lookOften = async (): Promise<void> => {
    do {
      again = false;
      await look().catch((error: unknown) =>
        tell({ kind: "trouble", message: error instanceof Error ? error.message : String(error) }),
      );
    } while (again);
    running = undefined;
  };
  const soon = (): void => {
    again = true;
    running ??= lookOften();
  };
  git.watchTarget(settings.target, soon);
  soon();
};
