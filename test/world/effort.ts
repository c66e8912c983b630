/** What something costs in milliseconds of a processor: the clock on the wall counts what other tests beside it do as well. */
export const effortOf = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};
