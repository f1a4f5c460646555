/** Where a car's lines are. */
export interface ServedCar {
  /** As a device's configuration has them. */
  readonly lines: { readonly obd: string; readonly gnss: string; readonly cabin: string };
  /** Where the device is to listen for phones. */
  readonly phones: string;
  /** Where a phone finds the device. */
  readonly link: string;
  close(): Promise<void>;
}
