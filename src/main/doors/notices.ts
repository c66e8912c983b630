import { defaultConfig, type Config } from "../../core/config.ts";
import { candidates, movedFolders, type Moved } from "../../core/detect/folders.ts";
import { countChanges, ignoredAmong, listCheckout } from "../../git/checkout-files.ts";
import { configFile } from "../../store/defaults.ts";
import { count, list, short } from "../../views/words.ts";
import { textIn, type Look } from "./look.ts";
import type { Checked } from "./opened.ts";

/** A path that stands for all that a folder of documents holds. */
const sample = (folder: string): string => `${folder}/a/1.md`;

/** The usual folders that are taken or ignored here. */
export const findMoved = async ({ repository }: Checked, look: Look): Promise<Moved[]> => {
  const usual = defaultConfig.folders;
  const asked = Object.values(usual).flatMap(candidates);
  const ignored = await ignoredAmong(repository, asked.map(sample));
  return movedFolders(usual, {
    paths: [...new Set([...(await listCheckout(repository)), ...look.paths])],
    ignored: new Set(asked.filter((folder) => ignored.has(sample(folder)))),
    text: (path) => textIn(repository.checkout, path),
  });
};

/** The folders to be set, by what they hold. */
export const foldersOf = (moved: readonly Moved[]): Partial<Config["folders"]> =>
  Object.fromEntries(moved.flatMap(({ kind, to }) => (to === undefined ? [] : [[kind, to]])));

/** What a person should know of folders that are taken. */
export const folderNotices = (moved: readonly Moved[]): string[] =>
  moved.map(({ why, from, to }) =>
    to === undefined
      ? `${why}, and so is every other place we know: name one under \`folders\` in ${configFile}.`
      : `${why}, so ${to}/ takes the place of ${from}/.`,
  );

/** Outputs of setup that git would take for work. What makes Python's environments has them ignored by themselves. */
export const bareOutputs = async ({ repository }: Checked, outputs: readonly string[]): Promise<string[]> => {
  const ignored = await ignoredAmong(repository, outputs.map(sample));
  return outputs.filter((path) => !ignored.has(sample(path)) && !/(?:^|\/)\.venv$/.test(path));
};

/** What a person should know of what checks leave behind. Outputs of setup are told of by themselves. */
export const byproductNotices = ({ proposal }: Look, byproducts: readonly string[]): string[] => {
  const outputs = new Set(proposal.setup?.outputs.flatMap((path) => [path, `${path}/`]));
  const left = byproducts.filter((path) => !outputs.has(path));
  const them = left.length === 1 ? "it" : "them";
  return left.length === 0
    ? []
    : [
        `The checks leave ${list(left)} behind, and an agent that runs them would commit ${them}: name ${them} in .gitignore, or commit what belongs here.`,
      ];
};

/** What a person should know of the place, whatever came of the trial. */
export const placeNotices = async (opened: Checked, look: Look): Promise<string[]> => {
  const { standing, target, commit, proposal } = look;
  const changes = commit === undefined ? 0 : await countChanges(opened.repository);
  const bare = await bareOutputs(opened, proposal.setup?.outputs ?? []);
  return [
    ...(commit === undefined
      ? [
          "Nothing was ever committed here, so nothing could be tried out: commit, then run `traffic doctor --run`.",
        ]
      : []),
    ...(standing.kind === "detached" ? [`HEAD is detached. Work will land on ${target}.`] : []),
    ...(changes > 0 && commit !== undefined
      ? [
          `${count(changes, "file")} here ${changes === 1 ? "is" : "are"} not committed. Only what is committed counts: ${short(commit)} is what was looked at.`,
        ]
      : []),
    ...(bare.length === 0
      ? []
      : [
          `${list(bare)} would be committed with an agent's work: add ${bare.length === 1 ? "it" : "them"} to .gitignore.`,
        ]),
    ...proposal.notes,
  ];
};
