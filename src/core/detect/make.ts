import type { CheckIdea, Found } from "./idea.ts";
import { callsOf, canJudge, kindOf } from "./scripts.ts";
import { nameOf, type Tree } from "./tree.ts";

/** Targets with the commands below them. What a target needs first is written as if it called it. */
const targetsOf = (text: string, header: RegExp): Record<string, string> => {
  const targets: Record<string, string> = {};
  let current: string | undefined;
  for (const line of text.split("\n")) {
    const [, name, first] = header.exec(line) ?? [];
    if (name !== undefined) {
      current = name;
      const needed = (first ?? "").trim().split(/\s+/).filter(Boolean);
      targets[name] = [targets[name] ?? "", ...needed.map((one) => `npm run ${one}`)].join("\n");
    } else if (current !== undefined && /^[\t ]+\S/.test(line)) targets[current] += `\n${line.trim()}`;
    else if (line.trim() !== "" && !line.startsWith("#")) current = undefined;
  }
  return targets;
};

const runners = [
  {
    file: /^(?:GNUmakefile|[Mm]akefile)$/,
    tool: "make",
    header: /^([A-Za-z][\w.-]*)[^\n:=]*:(?![=:])([^\n=]*)$/,
  },
  { file: /^\.?[Jj]ustfile$/, tool: "just", header: /^@?([A-Za-z][\w-]*)(?:\s[^:]*)?:(?!=)(.*)$/ },
];

/** make and just, at the root: targets by the names people give to what judges work. */
export const make = (tree: Tree): Found => {
  const checks = runners.flatMap(({ file, tool, header }): CheckIdea[] => {
    const because = tree.paths.find((path) => !path.includes("/") && file.test(nameOf(path)));
    const targets = targetsOf((because === undefined ? undefined : tree.text(because)) ?? "", header);
    const named = Object.keys(targets).flatMap((name) => {
      const kind = kindOf(name);
      return kind === undefined || !canJudge(targets[name] ?? "") ? [] : [{ name, kind }];
    });
    const apart = named.filter(
      ({ name }) => !named.some((other) => other.name !== name && callsOf(other.name, targets).has(name)),
    );
    return apart.map(({ name, kind }) => ({
      kind,
      name: `${tool} ${name}`,
      run: `${tool} ${name}`,
      tools: [tool],
      because: because ?? "",
      needsSetup: false,
    }));
  });
  return { setups: [], checks, notes: [] };
};
