import type { Command } from 'commander';
import { fromHex, toHex } from '../../protocol/codec/bytes.ts';
import { Fault } from '../../protocol/errors.ts';
import { type CarId, carId } from '../../protocol/ids.ts';
import { cabinAddress, fixedLineAddress, lineAddress, phonesAddress } from '../../protocol/line-address.ts';
import { type Metres, metres } from '../../protocol/units.ts';
import type { Operator } from '../operator.ts';
import type { CarUnit, Provisioned } from '../provisioning.ts';
import { answer, asOperator } from './answer.ts';
import { type CarBrokerGiven, carBroker } from './car-broker.ts';
import { addCarList } from './car-list.ts';
import { addCarShow } from './car-show.ts';
import type { Home } from './home.ts';
import { by, type Given, onData, wholeMetres } from './options.ts';
import type { Files, ProgramPorts } from './ports.ts';
import { rootKeyOf } from './root-key.ts';
import { addSettingsCommands } from './settings-command.ts';

interface UnitGiven extends Given, CarBrokerGiven {
  readonly out: string;
  readonly mosquittoPasswords?: string;
  readonly odometer: Metres;
  readonly obd: string;
  readonly gnss: string;
  readonly cabin: string;
  readonly phones: string;
  readonly folder: string;
}

interface AddGiven extends UnitGiven {
  readonly class: string;
  readonly registration: string;
}

/** `car add` and `car renew`. */
export function addCarCommand(program: Command, ports: ProgramPorts): void {
  const car = program.command('car').summary('cars').description('The cars of the fleet.');
  forUnit(car.command('add'))
    .summary('add a car, and write the file that its unit needs')
    .description(
      'Add a car with new keys, and write the one file that its unit needs (mode 0600). The private key is nowhere else:\n' +
        'the gateway keeps the public half.',
    )
    .requiredOption('--class <class>', 'price class on the price list, such as S')
    .option('--registration <text>', 'number plate or name, for people', '')
    .action(addCar(ports));
  forUnit(car.command('renew'))
    .summary('give a car new keys and a new file, where its file is lost')
    .description(
      'Give a car of the fleet new keys and a new password, and write the file anew. The old password opens no connection\n' +
        'any more, and receipts are for the new file alone. What the old key has signed stays good: a journal that is still\n' +
        'on the unit goes on where it was, under the new key. Where the disk is lost too, a new journal begins.',
    )
    .action(renewCar(ports));
  addCarList(car, ports);
  addCarShow(car, ports);
  addSettingsCommands(car, ports);
  car
    .command('seal-pin')
    .summary("seal a fuel card's PIN for a car")
    .description(
      'Read a PIN of 4 to 12 digits from standard input, or FILE, and print it sealed for one car alone: what its settings\n' +
        'take as fuelCardPin. No gateway is needed.',
    )
    .argument('<car>', 'name: 1 to 8 of a-z 0-9 -', by(carId))
    .argument('[FILE]', 'holds the PIN')
    .requiredOption('--car-key <hex>', "the car's public key, as `car add` told it", by(publicKeyOf))
    .action(sealPinFor(ports));
}

function publicKeyOf(text: string): Uint8Array {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return fromHex(text);
  throw new RangeError('It is no 32 bytes in hexadecimal.');
}

const longestInput = 64;

const sealPinFor =
  ({ readText, random, output }: ProgramPorts) =>
  async (
    car: CarId,
    file: string | undefined,
    { carKey }: { readonly carKey: Uint8Array },
  ): Promise<void> => {
    let text = '';
    for await (const part of readText(file)) {
      text += part;
      if (text.length > longestInput) break;
    }
    const pin = text.trim();
    if (!/^\d{4,12}$/.test(pin)) {
      throw new Fault({ code: 'pin-invalid', blame: 'operator' }, 'a PIN is 4 to 12 digits');
    }
    const { sealPin } = await import('../seal-pin.ts');
    await output.write(`${toHex(sealPin(pin, car, carKey, random.bytes(32)))}\n`);
  };

/** What both need to know of the unit. */
const forUnit = (command: Command): Command =>
  onData(command)
    .argument('<car>', 'name: 1 to 8 of a-z 0-9 -', by(carId))
    .requiredOption('--out <file>', 'the file to make; one that is there is left alone')
    .requiredOption(
      '--obd <address>',
      'line of the OBD adapter, such as tcp://HOST:PORT',
      addressBy(lineAddress),
    )
    .requiredOption('--gnss <address>', 'line of the GNSS receiver', addressBy(fixedLineAddress))
    .requiredOption(
      '--cabin <address>',
      'the I/O board, such as modbus+tcp://HOST:PORT',
      addressBy(cabinAddress),
    )
    .requiredOption('--phones <address>', 'where the unit is to listen for phones', addressBy(phonesAddress))
    .option('--broker <url>', "where the car finds the broker (default: the gateway's own address)")
    .option('--ca <file>', 'authorities that the car is to believe, PEM (default: as gateway.yaml says)')
    .option('--certificate <file>', 'shown to a broker that asks for it, PEM; with --key')
    .option('--key <file>', 'belongs to --certificate')
    .option('--mosquitto-passwords <file>', "adds the car's login to a password file of Mosquitto")
    .option('--odometer <metres>', 'what the dashboard shows', wholeMetres, metres(0))
    .option('--folder <path>', "where the unit keeps its journal; relative to the file's folder", 'journal');

/** An address as the unit takes it, checked before its file is written. */
const addressBy = (rule: (text: string) => unknown) =>
  by((text) => {
    rule(text);
    return text;
  });

const addCar =
  (ports: ProgramPorts) =>
  async (car: CarId, given: AddGiven): Promise<void> => {
    const { provisionCar } = await import('../provisioning.ts');
    const { class: priceClass, registration } = given;
    const carKey = await writeFile(ports, car, given, (operator, home, unit) =>
      provisionCar(operator, ports.random, home.file.token, { ...unit, priceClass, registration }),
    );
    await answer(ports, given, { car, file: given.out, carKey }, textOf('added'));
  };

const renewCar =
  (ports: ProgramPorts) =>
  async (car: CarId, given: UnitGiven): Promise<void> => {
    const { renewCarKeys } = await import('../provisioning.ts');
    const carKey = await writeFile(ports, car, given, (operator, home, unit) =>
      renewCarKeys(operator, ports.random, home.file.token, unit),
    );
    await answer(ports, given, { car, file: given.out, carKey }, textOf('renewed'));
  };

/** Makes the file; where the car is refused, it is not there. Gives the car's public key in hexadecimal. */
async function writeFile(
  ports: ProgramPorts,
  car: CarId,
  given: UnitGiven,
  provision: (operator: Operator, home: Home, unit: CarUnit) => Promise<Provisioned>,
): Promise<string> {
  const { files, random } = ports;
  const logins = given.mosquittoPasswords && (await loginsAt(files, given.mosquittoPasswords));
  const carKey = Promise.withResolvers<string>();
  await asOperator(ports, given, (operator, home) =>
    files.create(given.out, async () => {
      const unit = await unitOf(ports, home, car, given);
      const { file, password, publicKey } = await provision(operator, home, unit);
      carKey.resolve(toHex(publicKey));
      if (logins) await logins.add(car, password, random);
      return file;
    }),
  );
  return carKey.promise;
}

const unitOf = async (ports: ProgramPorts, home: Home, car: CarId, given: UnitGiven): Promise<CarUnit> => ({
  car,
  broker: await carBroker(ports, home, given),
  initialOdometerMetres: given.odometer,
  lines: { obd: given.obd, gnss: given.gnss, cabin: given.cabin, phones: given.phones },
  folder: given.folder,
  root: (await rootKeyOf(ports, home))?.hex ?? null,
});

const loginsAt = async (files: Files, path: string) =>
  (await import('../mosquitto-passwords.ts')).mosquittoPasswords(files, path);

interface Written {
  readonly car: CarId;
  readonly file: string;
  /** Public; in hexadecimal. */
  readonly carKey: string;
}

const textOf =
  (done: string) =>
  ({ car, file, carKey }: Written): string =>
    [
      `car ${car} ${done}; ${file} holds its keys, and there is no second copy: bring it to the car's unit`,
      `its public key, for other issuers' tokens: ${carKey}`,
      `next: ritmeter-device --config ${file}`,
    ].join('\n');
