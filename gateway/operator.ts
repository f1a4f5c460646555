import type { OperatorMethods, Store } from './ports.ts';

/** What the operator enters and asks, as promises: a fault rejects. */
export type Operator = {
  readonly [Name in keyof OperatorMethods]: (
    ...parameters: Parameters<OperatorMethods[Name]>
  ) => Promise<ReturnType<OperatorMethods[Name]>>;
};

/** The operator's face of a store, wherever the store runs. */
export const operatorOf = (store: Store): Operator => ({
  addCar: async (car) => store.addCar(car),
  renewCar: async (car, publicKey) => store.renewCar(car, publicKey),
  addCustomer: async (customer) => store.addCustomer(customer),
  addDriver: async (driver) => store.addDriver(driver),
  allowDriver: async (driver, customer) => store.allowDriver(driver, customer),
  enrolPhone: async (driver, key) => store.enrolPhone(driver, key),
  enrolmentCode: async (driver) => store.enrolmentCode(driver),
  addReservation: async (reservation) => store.addReservation(reservation),
  changeReservation: async (reservation, endsAt) => store.changeReservation(reservation, endsAt),
  cancelReservation: async (reservation) => store.cancelReservation(reservation),
  issueToken: async (request) => store.issueToken(request),
  revoke: async (id, outside) => store.revoke(id, outside),
  keepFleetList: async (list) => store.keepFleetList(list),
  listsFor: async (car) => store.listsFor(car),
  listsOfCar: async (car) => store.listsOfCar(car),
  fleetLists: async () => store.fleetLists(),
  setSettings: async (settings) => store.setSettings(settings),
  settingsOf: async (car) => store.settingsOf(car),
  allSettings: async () => store.allSettings(),
  courierKey: async () => store.courierKey(),
  issuerKey: async () => store.issuerKey(),
  cars: async () => store.cars(),
  carInFull: async (car) => store.carInFull(car),
  reservations: async () => store.reservations(),
  rentals: async () => store.rentals(),
  statements: async () => store.statements(),
  statement: async (reservation) => store.statement(reservation),
  account: async (car) => store.account(car),
  unassigned: async (car) => store.unassigned(car),
  gaps: async (car) => store.gaps(car),
  urgent: async (car, limit) => store.urgent(car, limit),
  makeCommand: async (car, action) => store.makeCommand(car, action),
  command: async (command) => store.command(command),
  figures: async () => store.figures(),
  rejected: async (limit) => store.rejected(limit),
  quarantined: async (limit) => store.quarantined(limit),
  setAside: async (limit) => store.setAside(limit),
  setAsideItem: async (id) => store.setAsideItem(id),
  replay: async (id) => store.replay(id),
});
