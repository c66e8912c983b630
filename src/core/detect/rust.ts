import { checkIn, type CheckIdea, type Found } from "./idea.ts";
import { hasTable, tablesOf } from "./toml.ts";
import { homesOf, inFolder, outermost, type Tree } from "./tree.ts";

const formats = ["rustfmt.toml", ".rustfmt.toml"];

/**
 * Rust: the outermost crates and workspaces. There is no setup: cargo keeps what it downloads outside the worktree, and what
 * it builds must not be copied, since it tells by times alone whether a source has changed.
 */
export const rust = (tree: Tree): Found => {
  const paths = new Set(tree.paths);
  const checks = outermost(homesOf(tree, /^Cargo\.toml$/)).flatMap((folder): CheckIdea[] => {
    const because = inFolder(folder, "Cargo.toml");
    const whole = hasTable(tablesOf(tree.text(because) ?? ""), "workspace") ? " --workspace" : "";
    const cargo = { because, needsSetup: false, tools: ["cargo"] };
    const format = { ...cargo, kind: "format", name: "cargo fmt", tools: ["cargo", "cargo-fmt"] } as const;
    const lint = { ...cargo, kind: "lint", name: "cargo clippy", tools: ["cargo", "cargo-clippy"] } as const;
    const formatted = formats.some((name) => paths.has(inFolder(folder, name)));
    return [
      ...(formatted ? [checkIn(folder, { ...format, run: "cargo fmt --all --check" })] : []),
      checkIn(folder, { ...lint, run: `cargo clippy${whole} --all-targets -- -D warnings` }),
      checkIn(folder, { ...cargo, kind: "test", name: "cargo test", run: `cargo test${whole}` }),
    ];
  });
  return { setups: [], checks, notes: [] };
};
