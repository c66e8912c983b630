import type { DriverName } from "../../core/drivers.ts";

/** The program of a driver, as it is installed here. */
export type Program = { readonly driver: DriverName; readonly name: string; readonly version: string };

/** Who pays for the models of a driver. */
export type Payer =
  | {
      readonly kind: "key";
      readonly driver: DriverName;
      /** The name of the environment variable that holds the key. */
      readonly from: string;
      /** The key's last four characters. */
      readonly ends: string;
      /** The service's host, where it is known. */
      readonly at?: string;
    }
  /** Whoever is signed in with its program: often a subscription, whose dollars are notional. */
  | { readonly kind: "program"; readonly driver: DriverName; readonly program: string }
  | { readonly kind: "nobody"; readonly driver: DriverName; readonly why: string; readonly repair: string };
