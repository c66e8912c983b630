import fc from "fast-check";

// Each run tries other cases, so that in time all are tried; where a failure would stop others, the cases are the same ones.
// TRAFFIC_SEED repeats a run.
const seed = process.env["TRAFFIC_SEED"] ?? (process.env["CI"] === undefined ? undefined : "20261121");
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) });
