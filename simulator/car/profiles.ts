import { parseProfile, type VehicleChoice } from '../../device/config.ts';

export type VehicleProfile = VehicleChoice['profiles'][number];

const windowsAndLights = `  windows-closed:
    request: "22D170"
    to: "75D"
    from: "65D"
    formula: A & 1
    unit: yes-no
    plausible: { least: 0, most: 1 }
    source: simulator/car/ecu.ts
  lights-off:
    request: "22D180"
    to: "75D"
    from: "65D"
    formula: A & 1
    unit: yes-no
    plausible: { least: 0, most: 1 }
    source: simulator/car/ecu.ts
`;

/** Tells cable, windows and lights of `electricCar`. */
export const electricProfile: VehicleProfile = parseProfile(
  `
profile: fleet-electric
vin: ^VF1AGVYA0KW
energy: electric
requests:
  cable-connected:
    request: "22D140"
    to: "75D"
    from: "65D"
    formula: A & 1
    unit: yes-no
    plausible: { least: 0, most: 1 }
    source: simulator/car/ecu.ts
${windowsAndLights}`,
  'fleet-electric',
);

/** Reads the odometer of `milesCar`: tenths of a mile. */
export const milesProfile: VehicleProfile = parseProfile(
  `
profile: fleet-miles
vin: ^SARRJZZZ0JT
energy: fuel
tankLitres: 45
requests:
  odometer:
    request: "22D150"
    to: "75D"
    from: "65D"
    length: 3
    formula: (A << 16 | B << 8 | C) / 10
    unit: mile
    resolutionMetres: 161
    plausible: { least: 0, most: 1000000 }
    source: simulator/car/ecu.ts
`,
  'fleet-miles',
);

/** Reads the odometer that the cluster of `twoOdometersCar` tells beside PID A6, windows and lights. */
export const clusterProfile: VehicleProfile = parseProfile(
  `
profile: fleet-cluster
vin: ^TMBZZZNJ0JZ
energy: fuel
tankLitres: 50
requests:
  odometer:
    request: "22D160"
    to: "75D"
    from: "65D"
    length: 4
    formula: A << 24 | B << 16 | C << 8 | D
    unit: m
    resolutionMetres: 100
    plausible: { least: 0, most: 1000000000 }
    source: simulator/car/ecu.ts
${windowsAndLights}`,
  'fleet-cluster',
);
