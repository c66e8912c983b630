import { checkIn, type CheckIdea, type Found } from "./idea.ts";
import { homesOf, inFolder, type Tree } from "./tree.ts";

const linters = [".golangci.yml", ".golangci.yaml", ".golangci.toml"];

/** Go: each module by itself, since `./...` never leaves one. */
export const go = (tree: Tree): Found => {
  const paths = new Set(tree.paths);
  const checks = homesOf(tree, /^go\.mod$/).flatMap((folder): CheckIdea[] => {
    const own = { because: inFolder(folder, "go.mod"), needsSetup: false, tools: ["go"] };
    const lint = { ...own, kind: "lint", tools: ["golangci-lint"], run: "golangci-lint run" } as const;
    const linted = linters.some((name) => paths.has(inFolder(folder, name)));
    return [
      checkIn(folder, { ...own, kind: "lint", name: "go vet", run: "go vet ./..." }),
      ...(linted ? [checkIn(folder, { ...lint, name: "golangci-lint" })] : []),
      checkIn(folder, { ...own, kind: "test", name: "go test", run: "go test ./..." }),
    ];
  });
  return { setups: [], checks, notes: [] };
};
