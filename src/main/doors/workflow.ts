import type { FirstFile } from "./first-files.ts";

/** Where GitHub finds the workflow that judges pull requests. */
export const workflowPath = ".github/workflows/traffic-verify.yml";

/**
 * The workflow that judges pull requests by the command that people run. It has no right but to read, keeps nothing that
 * signs in, and takes TrafficControl from outside of what is judged. Without filters of paths: a check that is demanded
 * and never begins would keep a pull request waiting for ever.
 */
const text = (version: string): string => `name: traffic
on:
  pull_request:
  merge_group:

permissions: {}

concurrency:
  group: traffic-verify-\${{ github.event.pull_request.number || github.sha }}
  cancel-in-progress: true

jobs:
  verify:
    # TrafficControl waits for a check of this name; make it a required one.
    name: traffic verify
    runs-on: ubuntu-24.04
    timeout-minutes: 60
    permissions:
      contents: read
    steps:
      # The merge of the pull request with its base, and the whole history: what judges is taken from the base.
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@2028fbc5c25fe9cf00d9f06a71cc4710d4507903 # v6.0.0
        with:
          node-version: 24
      - name: Install TrafficControl out of reach of what is judged
        working-directory: \${{ runner.temp }}
        run: npm install --global --prefix "$RUNNER_TEMP/traffic" --ignore-scripts --no-audit --no-fund trafficcontrol@${version}
      - name: Judge it from its base
        run: '"$RUNNER_TEMP/traffic/bin/traffic" verify --ci --evidence "$RUNNER_TEMP/traffic-evidence.json"'
      - uses: actions/upload-artifact@ea165f8d65b6e75b540449e92b4886f43607fa02 # v4.6.2
        if: always()
        with:
          name: traffic-evidence
          path: \${{ runner.temp }}/traffic-evidence.json
          if-no-files-found: ignore
`;

/** The file of that workflow, for a version of TrafficControl. */
export const workflowFile = (version: string): FirstFile => ({ path: workflowPath, text: text(version) });
