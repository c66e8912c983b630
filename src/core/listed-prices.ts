// Written by scripts/prices.ts from @pydantic/genai-prices 0.1.8; not edited by hand.

/** Up to so many tokens of prompt; then dollars per million tokens, times a thousand: input, cache write, cache read, output. */
export type ListedTier = readonly [
  upTo: number,
  input: number,
  cacheWrite: number,
  cacheRead: number,
  output: number,
];

/** Exact names of a model, how many tokens it can hold, and what it costs from a moment on. */
type Listed = readonly [
  names: readonly string[],
  window: number,
  dated: readonly (readonly [from: number, tiers: readonly ListedTier[]])[],
];

/** List prices of models that our own table does not know. */
export const listedPrices: readonly Listed[] = [
  [["claude-fable-5"], 1000000, [[0, [[Infinity, 10000, 12500, 1000, 50000]]]]],
  [["claude-fable-5-1"], 1000000, [[0, [[Infinity, 10000, 12500, 250, 50000]]]]],
  [["claude-haiku-4-5"], 200000, [[0, [[Infinity, 1000, 1250, 100, 5000]]]]],
  [
    ["claude-opus-4-0", "claude-opus-4", "claude-opus-4-20250514"],
    200000,
    [[0, [[Infinity, 15000, 18750, 1500, 75000]]]],
  ],
  [["claude-opus-4-1"], 200000, [[0, [[Infinity, 15000, 18750, 1500, 75000]]]]],
  [["claude-opus-4-5"], 200000, [[0, [[Infinity, 5000, 6250, 500, 25000]]]]],
  [
    ["claude-opus-4-6"],
    1000000,
    [
      [
        0,
        [
          [200000, 5000, 6250, 500, 25000],
          [Infinity, 10000, 12500, 1000, 37500],
        ],
      ],
      [1773360000000, [[Infinity, 5000, 6250, 500, 25000]]],
    ],
  ],
  [["claude-opus-4-7"], 1000000, [[0, [[Infinity, 5000, 6250, 500, 25000]]]]],
  [["claude-opus-4-8"], 1000000, [[0, [[Infinity, 5000, 6250, 500, 25000]]]]],
  [["claude-opus-5"], 1000000, [[0, [[Infinity, 5000, 6250, 500, 25000]]]]],
  [["claude-opus-5-5"], 1000000, [[0, [[Infinity, 4000, 5000, 200, 20000]]]]],
  [["claude-sonnet-4-0", "claude-sonnet-4"], 200000, [[0, [[Infinity, 3000, 3750, 300, 15000]]]]],
  [
    ["claude-sonnet-4-5"],
    200000,
    [
      [
        0,
        [
          [200000, 3000, 3750, 300, 15000],
          [Infinity, 6000, 7500, 600, 22500],
        ],
      ],
    ],
  ],
  [
    ["claude-sonnet-4-6"],
    1000000,
    [
      [
        0,
        [
          [200000, 3000, 3750, 300, 15000],
          [Infinity, 6000, 7500, 600, 22500],
        ],
      ],
      [1773360000000, [[Infinity, 3000, 3750, 300, 15000]]],
    ],
  ],
  [["claude-sonnet-5"], 1000000, [[0, [[Infinity, 2000, 2500, 200, 10000]]]]],
  [["codex-mini", "codex-mini-latest"], 200000, [[0, [[Infinity, 1500, 1875, 375, 6000]]]]],
  [["gpt-5", "gpt-5-2025-08-07", "gpt-5-codex"], 400000, [[0, [[Infinity, 1250, 1563, 125, 10000]]]]],
  [["gpt-5-mini", "gpt-5-mini-2025-08-07"], 400000, [[0, [[Infinity, 250, 313, 25, 2000]]]]],
  [["gpt-5-nano"], 400000, [[0, [[Infinity, 50, 63, 5, 400]]]]],
  [["gpt-5-pro", "gpt-5-pro-2025-10-06"], 400000, [[0, [[Infinity, 15000, 18750, 15000, 120000]]]]],
  [
    [
      "gpt-5.1",
      "gpt-5.1-2025-11-13",
      "gpt-5.1-codex",
      "gpt-5.1-codex-max",
      "gpt-5-1",
      "gpt-5-1-2025-11-13",
      "gpt-5-1-codex",
      "gpt-5-1-codex-max",
    ],
    400000,
    [[0, [[Infinity, 1250, 1563, 125, 10000]]]],
  ],
  [
    ["gpt-5.1-codex-mini", "gpt-5.1-mini", "gpt-5-1-codex-mini", "gpt-5-1-mini"],
    400000,
    [[0, [[Infinity, 250, 313, 25, 2000]]]],
  ],
  [
    ["gpt-5.2", "gpt-5.2-2025-12-11", "gpt-5-2", "gpt-5-2-2025-12-11", "gpt-5.2-codex", "gpt-5-2-codex"],
    400000,
    [[0, [[Infinity, 1750, 2188, 175, 14000]]]],
  ],
  [
    ["gpt-5.2-pro", "gpt-5.2-pro-2025-12-11", "gpt-5-2-pro-2025-12-11"],
    400000,
    [[0, [[Infinity, 21000, 26250, 21000, 168000]]]],
  ],
  [["gpt-5.3", "gpt-5-3"], 128000, [[0, [[Infinity, 1750, 2188, 175, 14000]]]]],
  [["gpt-5.3-codex", "gpt-5-3-codex"], 400000, [[0, [[Infinity, 1750, 2188, 175, 14000]]]]],
  [
    ["gpt-5.4", "gpt-5.4-2026-03-05", "gpt-5-4", "gpt-5-4-2026-03-05"],
    1050000,
    [
      [
        0,
        [
          [271999, 2500, 3125, 250, 15000],
          [Infinity, 5000, 6250, 500, 22500],
        ],
      ],
    ],
  ],
  [
    ["gpt-5.4-mini", "gpt-5.4-mini-2026-03-17", "gpt-5-4-mini", "gpt-5-4-mini-2026-03-17"],
    400000,
    [[0, [[Infinity, 750, 938, 75, 4500]]]],
  ],
  [
    ["gpt-5.4-nano", "gpt-5.4-nano-2026-03-17", "gpt-5-4-nano", "gpt-5-4-nano-2026-03-17"],
    400000,
    [[0, [[Infinity, 200, 250, 20, 1250]]]],
  ],
  [
    ["gpt-5.4-pro", "gpt-5.4-pro-2026-03-05", "gpt-5-4-pro", "gpt-5-4-pro-2026-03-05"],
    1050000,
    [
      [
        0,
        [
          [271999, 30000, 37500, 30000, 180000],
          [Infinity, 60000, 75000, 60000, 270000],
        ],
      ],
    ],
  ],
  [
    [
      "gpt-5.5",
      "gpt-5.5-2026-04-23",
      "gpt-5.5-2026-04-24",
      "gpt-5-5",
      "gpt-5-5-2026-04-23",
      "gpt-5-5-2026-04-24",
      "gpt-5.5-codex",
      "gpt-5-5-codex",
    ],
    1000000,
    [
      [
        0,
        [
          [271999, 5000, 6250, 500, 30000],
          [Infinity, 10000, 12500, 1000, 45000],
        ],
      ],
    ],
  ],
  [
    ["gpt-5.5-pro", "gpt-5.5-pro-2026-04-23", "gpt-5-5-pro", "gpt-5-5-pro-2026-04-23"],
    1000000,
    [
      [
        0,
        [
          [271999, 30000, 37500, 30000, 180000],
          [Infinity, 60000, 75000, 60000, 270000],
        ],
      ],
    ],
  ],
  [
    ["gpt-5.6-luna", "gpt-5-6-luna"],
    1050000,
    [
      [
        0,
        [
          [271999, 1000, 1250, 100, 6000],
          [Infinity, 2000, 2500, 200, 9000],
        ],
      ],
      [
        1785369600000,
        [
          [271999, 200, 250, 20, 1200],
          [Infinity, 400, 500, 40, 1800],
        ],
      ],
    ],
  ],
  [
    ["gpt-5.6-sol", "gpt-5-6-sol", "gpt-5.6", "gpt-5-6"],
    1050000,
    [
      [
        0,
        [
          [271999, 5000, 6250, 500, 30000],
          [Infinity, 10000, 12500, 1000, 45000],
        ],
      ],
      [
        1787270400000,
        [
          [271999, 4000, 5000, 400, 20000],
          [Infinity, 8000, 10000, 800, 30000],
        ],
      ],
    ],
  ],
  [
    ["gpt-5.6-terra", "gpt-5-6-terra"],
    1050000,
    [
      [
        0,
        [
          [271999, 2500, 3125, 250, 15000],
          [Infinity, 5000, 6250, 500, 22500],
        ],
      ],
      [
        1785369600000,
        [
          [271999, 2000, 2500, 200, 12000],
          [Infinity, 4000, 5000, 400, 18000],
        ],
      ],
    ],
  ],
  [
    ["gpt-6-astra"],
    1050000,
    [
      [
        0,
        [
          [271999, 10000, 12500, 1000, 50000],
          [Infinity, 20000, 25000, 2000, 75000],
        ],
      ],
    ],
  ],
  [
    ["gpt-6-luna"],
    1050000,
    [
      [
        0,
        [
          [272000, 100, 125, 10, 500],
          [Infinity, 200, 250, 20, 750],
        ],
      ],
    ],
  ],
  [
    ["gpt-6-sol"],
    1050000,
    [
      [
        0,
        [
          [272000, 2000, 2500, 200, 10000],
          [Infinity, 4000, 5000, 400, 15000],
        ],
      ],
    ],
  ],
];
