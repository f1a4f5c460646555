import { carFaults } from './car.ts';
import { clockFaults } from './clock.ts';
import { diskFaults } from './disk.ts';
import type { FaultKind } from './fault.ts';
import { flashFaults } from './flash.ts';
import { gatewayFaults } from './gateway.ts';
import { lineFaults } from './lines.ts';
import { networkFaults } from './network.ts';
import { powerFaults } from './power.ts';
import { settingsSent } from './settings.ts';

/** Every fault that a scenario may name; a new kind is an entry here. */
export const faultKinds: readonly FaultKind[] = [
  ...networkFaults,
  ...clockFaults,
  ...powerFaults,
  ...diskFaults,
  ...flashFaults,
  ...gatewayFaults,
  settingsSent,
  ...lineFaults,
  ...carFaults,
];
