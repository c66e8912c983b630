/** What an agent says of its work, as it said it. */
export type Claims = {
  readonly summary: string;
  /** Paths it says it changed. */
  readonly changed: readonly string[];
  /** Commands it says it checked its work with, and that passed. */
  readonly checked: readonly string[];
};

/** A command an agent ran, and whether it exited with 0. */
export type RanCommand = { readonly command: string; readonly ok: boolean };

/** What an attempt did as far as is known, and where its agent's word differs from it. */
export type Account = {
  readonly claims?: Claims;
  /** Paths that differ from the base, by git's word. */
  readonly files: readonly string[];
  readonly commands: readonly RanCommand[];
  /** Claims that do not hold, one sentence each. */
  readonly untrue: readonly string[];
};

/** An account is journalled: it keeps the last commands and the first files, each cut to a line. */
const [mostCommands, mostFiles, longest] = [20, 50, 200];

const oneLine = (text: string): string => {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
};

const same = (a: string, b: string): boolean => oneLine(a) === oneLine(b);

const plain = (path: string): string => path.trim().replace(/^\.\//, "");

const falseFile = (path: string): string => `it says that it changed ${plain(path)}, which is as it was`;

const falseCheck = (command: string, ran: readonly RanCommand[]): string =>
  ran.some((one) => same(one.command, command))
    ? `it says that \`${oneLine(command)}\` passed, which failed when it last ran it`
    : `it says that it ran \`${oneLine(command)}\`, which it did not`;

/** Holds an agent's claims against the files that git says it changed and the commands it really ran. */
const untrue = (
  claims: Claims,
  files: readonly string[],
  commands: readonly RanCommand[],
): readonly string[] => {
  const changed = new Set(files);
  const passed = (command: string): boolean =>
    commands.findLast((one) => same(one.command, command))?.ok === true;
  return [
    ...claims.changed.filter((path) => !changed.has(plain(path))).map(falseFile),
    ...claims.checked.filter((command) => !passed(command)).map((command) => falseCheck(command, commands)),
  ];
};

/** What an attempt did, from what is true and what its agent says of it. */
export const accountOf = (
  claims: Claims | undefined,
  truth: { readonly files: readonly string[]; readonly commands: readonly RanCommand[] },
): Account => ({
  ...(claims === undefined
    ? {}
    : {
        claims: {
          summary: claims.summary.slice(0, 2000),
          changed: claims.changed.slice(0, mostFiles).map(oneLine),
          checked: claims.checked.slice(0, mostCommands).map(oneLine),
        },
      }),
  files: truth.files.slice(0, mostFiles),
  commands: truth.commands.slice(-mostCommands).map(({ command, ok }) => ({ command: oneLine(command), ok })),
  untrue: claims === undefined ? [] : untrue(claims, truth.files, truth.commands).slice(0, mostCommands),
});
