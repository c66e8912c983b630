import type { Rules } from "../core/handoff/seen.ts";
import { RefusedError, type Client } from "./client.ts";

type Rule = { readonly type: string; readonly parameters?: Readonly<Record<string, unknown>> };

const none: Rules = { queue: false, strict: false, checks: [], approvals: 0, auto: false };

const contexts = (parameters: Rule["parameters"]): string[] => {
  const listed = parameters?.["required_status_checks"];
  return (Array.isArray(listed) ? listed : [])
    .map((one: { readonly context?: unknown }) => one.context)
    .filter((context) => typeof context === "string");
};

const withRule = (rules: Rules, { type, parameters }: Rule): Rules => {
  switch (type) {
    case "merge_queue":
      return { ...rules, queue: true };
    case "required_status_checks":
      return {
        ...rules,
        checks: [...rules.checks, ...contexts(parameters)],
        strict: rules.strict || parameters?.["strict_required_status_checks_policy"] === true,
      };
    case "pull_request":
      return {
        ...rules,
        approvals: Math.max(rules.approvals, Number(parameters?.["required_approving_review_count"] ?? 0)),
      };
    default:
      return rules;
  }
};

/** What GitHub demands of whatever reaches a branch. Rules that we may not read are met or not all the same. */
export const rulesOf = async ({ octokit, place }: Client, branch: string): Promise<Rules> => {
  const at = { owner: place.owner, repo: place.repo };
  try {
    const { data } = await octokit.rest.repos.getBranchRules({ ...at, branch, per_page: 100 });
    const rules = (data as readonly Rule[]).reduce(withRule, none);
    if (!rules.strict || rules.queue) return rules;
    const { data: repository } = await octokit.rest.repos.get(at);
    return { ...rules, auto: repository.allow_auto_merge === true };
  } catch (error) {
    if (error instanceof RefusedError) return none;
    throw error;
  }
};
