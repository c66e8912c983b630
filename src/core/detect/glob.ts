const escaped = (text: string): string => text.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);

const segment = (part: string): string =>
  part === "**" ? ".*" : escaped(part).replaceAll(/\*+/g, "[^/]*").replaceAll("?", "[^/]");

/** A workspace's pattern as an expression over folders. Only `*`, `**` and `?` mean more than themselves. */
const expressionOf = (pattern: string): RegExp => {
  const plain = pattern.replace(/^\.\//, "").replace(/\/+$/, "");
  return new RegExp(`^${plain.split("/").map(segment).join("/")}$`);
};

/** The folders that a workspace's patterns name; later ones that begin with `!` take away. */
export const matching = (folders: readonly string[], patterns: readonly string[]): string[] => {
  const rules = patterns.map((pattern) => ({
    keep: !pattern.startsWith("!"),
    expression: expressionOf(pattern.replace(/^!/, "")),
  }));
  return folders.filter((folder) =>
    rules.reduce((kept, { keep, expression }) => (expression.test(folder) ? keep : kept), false),
  );
};
