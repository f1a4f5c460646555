import type { SerialPort } from 'serialport';
import { Fault, messageOf } from '../../protocol/errors.ts';
import type { SerialAddress } from '../../protocol/line-address.ts';
import { soundBinding } from './serial-binding.ts';

/**
 * Opens a serial device for this process alone; what came in before that is dropped. DTR and RTS stay as they are, for
 * not every device has them.
 * @throws {Fault} `line-unavailable`, temporary; `serial-unsupported` where the library is missing or not for this machine
 */
export async function openSerialPort({ path, baud }: SerialAddress): Promise<SerialPort> {
  const { SerialPort } = await serialLibrary();
  const options = {
    path,
    baudRate: baud,
    autoOpen: false,
    hupcl: false,
    binding: soundBinding(SerialPort.binding),
  };
  const port = new SerialPort(options);
  try {
    await finished((done) => port.open(done));
    await finished((done) => port.flush(done));
    return port;
  } catch (cause) {
    if (port.isOpen) port.close(() => {});
    const why = messageOf(cause).replace(/^Error:? /, '');
    throw new Fault(
      { code: 'line-unavailable', blame: 'environment', temporary: true },
      why.includes(path) ? why : `${path}: ${why}`,
      { cause },
    );
  }
}

/**
 * The library, loaded when the first serial line is opened: a unit with TCP lines alone needs no native code.
 * @throws {Fault} `serial-unsupported`
 */
export async function serialLibrary(): Promise<typeof import('serialport')> {
  const library = await import('serialport').catch((cause: unknown) => {
    throw unsupported(messageOf(cause).split('\n')[0] ?? '', cause);
  });
  // In a bundle, what has once failed to load is empty from then on.
  if (library.SerialPort === undefined) throw unsupported('the native code for them is missing');
  return library;
}

const unsupported = (reason: string, cause?: unknown): Fault =>
  new Fault(
    { code: 'serial-unsupported', blame: 'operator' },
    `serial devices cannot be used on ${process.platform}-${process.arch} here: ${reason}`,
    { cause },
  );

const finished = (start: (done: (error: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    start((error) => (error === null || error === undefined ? resolve() : reject(error)));
  });
