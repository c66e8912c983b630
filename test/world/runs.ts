/** How often a law is tried: so often in every run of the tests, and TRAFFIC_RUNS times as often where that is set. */
export const runs = (usual: number): number => usual * Number(process.env["TRAFFIC_RUNS"] ?? 1);
