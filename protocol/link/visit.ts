import type { ByteStream, Transport } from '../byte-stream.ts';
import { Phone, type PhoneOptions } from './phone.ts';

export interface VisitOptions extends Omit<PhoneOptions, 'write'> {
  readonly transport: Transport;
}

/**
 * Goes to the car, does what is to be done there, and leaves.
 * @throws {Fault} `line-unavailable`, and those of `Phone`
 */
export async function visitCar<Result>(
  { transport, ...options }: VisitOptions,
  work: (phone: Phone) => Promise<Result>,
): Promise<Result> {
  let stream: ByteStream | null = null;
  const phone = new Phone({ ...options, write: (bytes) => stream?.write(bytes) });
  stream = await transport.open({ data: (bytes) => phone.data(bytes), closed: () => phone.closed() });
  try {
    return await work(phone);
  } finally {
    stream.close();
  }
}
