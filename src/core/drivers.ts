/** What decisions need to know of a driver; how it starts and understands an agent is told in `src/agents`. */
type Trait = {
  /** Whether its work costs money, or what a subscription allows. */
  readonly paid: boolean;
  /** Whether its agents can be spoken to while they work: at the boundary of a turn. */
  readonly listens?: true;
  /** Whether they can be stopped there, and go on from there once a person has worked in between. */
  readonly halts?: true;
  /** Its models where neither task nor agent name any, the cheapest first; missing means the fleet's own. */
  readonly models?: readonly string[];
};

/** Every driver. `node scripts/new-driver.ts NAME` adds one. */
const traits = {
  shell: { paid: false },
  builtin: { paid: true, listens: true, halts: true },
  "claude-code": { paid: true, listens: true },
  codex: { paid: true, listens: true, models: ["gpt-6-luna", "gpt-6.1-sol", "gpt-6-astra"] },
} as const satisfies Readonly<Record<string, Trait>>;

/** The name of a driver, which is also the name of an agent that needs no file. */
export type DriverName = keyof typeof traits;

export const driverNames = Object.keys(traits) as readonly DriverName[];

export const isDriver = (name: string): name is DriverName => Object.hasOwn(traits, name);

/** Whether what a driver does is paid for. */
export const isPaid = (driver: DriverName): boolean => traits[driver].paid;

/** Whether agents of a driver take in what people say while they work. */
export const canListen = (driver: DriverName): boolean => (traits[driver] as Trait).listens === true;

/** Whether agents of a driver can be stopped at the boundary of a turn, and go on from there. */
export const canHalt = (driver: DriverName): boolean => (traits[driver] as Trait).halts === true;

/** The models that a driver works with by itself. */
export const modelsOf = (driver: DriverName): readonly string[] | undefined =>
  (traits[driver] as Trait).models;
