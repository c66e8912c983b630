/** What is told where something goes on only once an engine runs, and none does. */
export const noEngine = "No engine runs: traffic run goes on from here.";
