import { index, table } from './table.ts';

const position = { car: 'text', journal: 'text' } as const;
const ofCar = { car: 'cars' } as const;

const operatorsEntries = [
  table(
    'cars',
    {
      car: 'text',
      priceClass: 'text',
      registration: 'text',
      passwordDigest: 'bytes',
      macKey: 'bytes',
      publicKey: 'bytes',
      createdAt: 'whole',
    },
    { key: ['car'] },
  ),
  table(
    'customers',
    { customer: 'text', formula: 'text', plus: 'whole', createdAt: 'whole' },
    { key: ['customer'] },
  ),
  table('drivers', { driver: 'text', createdAt: 'whole' }, { key: ['driver'] }),
  table(
    'driverCustomers',
    { driver: 'text', customer: 'text', allowedAt: 'whole' },
    { key: ['driver', 'customer'], references: { driver: 'drivers', customer: 'customers' } },
  ),
  table(
    'phones',
    { keyId: 'text', driver: 'text', coseKey: 'bytes', enrolledAt: 'whole' },
    { key: ['keyId'], references: { driver: 'drivers' } },
  ),
  table(
    'reservations',
    {
      reservation: 'text',
      car: 'text',
      customer: 'text',
      driver: 'text',
      startsAt: 'whole',
      firstEndsAt: 'whole',
      endsAt: 'whole',
      createdAt: 'whole',
      cancelledAt: 'whole?',
    },
    { key: ['reservation'], references: { ...ofCar, customer: 'customers', driver: 'drivers' } },
  ),
  index('reservations', ['car', 'startsAt']),
  table(
    'reservationChanges',
    { reservation: 'text', number: 'whole', at: 'whole', endsAt: 'whole', hinders: 'whole' },
    { key: ['reservation', 'number'], references: { reservation: 'reservations' } },
  ),
  table(
    'subjects',
    { subject: 'text', customer: 'text', car: 'text' },
    { key: ['subject'], unique: ['customer', 'car'], references: { ...ofCar, customer: 'customers' } },
  ),
  table(
    'tokens',
    {
      tokenId: 'text',
      reservation: 'text',
      keyId: 'text',
      issuedAt: 'whole',
      notBefore: 'whole',
      expiresAt: 'whole',
    },
    { key: ['tokenId'], references: { reservation: 'reservations', keyId: 'phones' } },
  ),
  table(
    'commands',
    {
      command: 'text',
      car: 'text',
      action: 'text',
      issuedAt: 'whole',
      expiresAt: 'whole',
      outcome: 'text?',
    },
    { key: ['command'], references: ofCar },
  ),
];

const sentByCars = [
  table(
    'journals',
    {
      ...position,
      position: 'whole',
      through: 'whole',
      link: 'bytes?',
      highest: 'whole',
      superseded: 'whole',
    },
    { key: ['car', 'journal'], references: ofCar },
  ),
  table(
    'records',
    { ...position, seq: 'whole', link: 'bytes', raw: 'bytes', receivedAt: 'whole', fate: 'text' },
    { key: ['car', 'journal', 'seq'], keyed: true, references: ofCar },
  ),
  table(
    'samples',
    {
      ...position,
      seq: 'whole',
      wallTime: 'whole',
      clockQuality: 'text',
      odometerMetres: 'whole',
      odometerSource: 'text',
      fuelPermille: 'whole?',
      batteryMillivolts: 'whole?',
    },
    { key: ['car', 'journal', 'seq'], keyed: true, references: ofCar },
  ),
  table(
    'rejected',
    {
      digest: 'bytes',
      car: 'text',
      topic: 'text',
      journal: 'text?',
      seq: 'whole?',
      link: 'bytes?',
      raw: 'bytes',
      reason: 'text',
      receivedAt: 'whole',
      settled: 'whole',
    },
    { key: ['digest', 'car'] },
  ),
  index('rejected', ['car', 'journal', 'seq']),
  table(
    'quarantined',
    { ...position, seq: 'whole', link: 'bytes', raw: 'bytes', reason: 'text', receivedAt: 'whole' },
    { key: ['car', 'journal', 'seq', 'link'] },
  ),
  table(
    'losses',
    {
      ...position,
      fromSeq: 'whole',
      toSeq: 'whole',
      reason: 'text',
      linkBefore: 'bytes?',
      linkAfter: 'bytes?',
      raw: 'bytes',
      receivedAt: 'whole',
    },
    { key: ['car', 'journal', 'fromSeq', 'toSeq'], references: ofCar },
  ),
  table(
    'ingestCounts',
    {
      car: 'text',
      records: 'whole',
      duplicates: 'whole',
      rejected: 'whole',
      quarantined: 'whole',
      late: 'whole',
      samples: 'whole',
    },
    { key: ['car'] },
  ),
];

const drawnFromRecords = [
  table('carStates', { car: 'text', state: 'text' }, { key: ['car'], references: ofCar }),
  table(
    'gaps',
    { ...position, fromSeq: 'whole', toSeq: 'whole', cause: 'text' },
    { key: ['car', 'journal', 'fromSeq', 'cause'], references: ofCar },
  ),
  table(
    'rentals',
    {
      ...position,
      openedSeq: 'whole',
      closedSeq: 'whole?',
      reservation: 'text',
      subject: 'text',
      openedAt: 'whole',
      openedOdometerMetres: 'whole',
      returnedAt: 'whole?',
      closedOdometerMetres: 'whole?',
      rebasedMetres: 'whole',
      distanceMetres: 'whole?',
      tripMetres: 'whole',
      cause: 'text?',
      clockQuality: 'text?',
      standing: 'text',
    },
    { key: ['car', 'journal', 'openedSeq'], references: ofCar },
  ),
  index('rentals', ['reservation']),
  table(
    'trips',
    {
      ...position,
      seq: 'whole',
      rentalSeq: 'whole?',
      startedAt: 'whole',
      endedAt: 'whole',
      startOdometerMetres: 'whole',
      endOdometerMetres: 'whole',
      distanceMetres: 'whole',
      cause: 'text',
    },
    { key: ['car', 'journal', 'seq'], references: ofCar },
  ),
  table(
    'rebases',
    {
      ...position,
      seq: 'whole',
      part: 'whole',
      beforeMetres: 'whole',
      afterMetres: 'whole',
      stepMetres: 'whole',
      reason: 'text',
    },
    { key: ['car', 'journal', 'seq', 'part'], references: ofCar },
  ),
  table(
    'unassigned',
    {
      ...position,
      seq: 'whole',
      part: 'whole',
      fromJournal: 'text',
      fromSeq: 'whole',
      fromOdometerMetres: 'whole',
      toOdometerMetres: 'whole',
      distanceMetres: 'whole',
      cause: 'text',
    },
    { key: ['car', 'journal', 'seq', 'part'], references: ofCar },
  ),
  table('unbilled', { ...position, seq: 'whole' }, { key: ['car', 'journal', 'seq'], references: ofCar }),
  table(
    'statements',
    {
      reservation: 'text',
      version: 'whole',
      car: 'text',
      journal: 'text',
      fromSeq: 'whole',
      toSeq: 'whole',
      totalCents: 'whole?',
      content: 'text',
      createdAt: 'whole',
    },
    { key: ['car', 'journal', 'fromSeq', 'version'], references: ofCar },
  ),
  index('statements', ['reservation']),
];

/** The first schema: entries of the operator, what the cars sent, what follows from it. */
export const first = {
  number: 1,
  name: 'first',
  statements: [...operatorsEntries, ...sentByCars, ...drawnFromRecords],
} as const;
