import { Fault } from '../../protocol/errors.ts';
import type { Disk } from '../ports.ts';

/** A disk that is read as ever, and written only once it is released; until then whatever would change it fails. */
export class HeldDisk implements Disk {
  readonly #disk: Disk;
  #isHeld = true;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  release(): void {
    this.#isHeld = false;
  }

  list(): Promise<readonly string[]> {
    return this.#disk.list();
  }

  read(name: string, offset: number, length: number): Promise<Uint8Array> {
    return this.#disk.read(name, offset, length);
  }

  size(name: string): Promise<number> {
    return this.#disk.size(name);
  }

  append(name: string, bytes: Uint8Array): Promise<void> {
    return this.#unlessHeld(name, () => this.#disk.append(name, bytes));
  }

  sync(name: string): Promise<void> {
    return this.#unlessHeld(name, () => this.#disk.sync(name));
  }

  truncate(name: string, length: number): Promise<void> {
    return this.#unlessHeld(name, () => this.#disk.truncate(name, length));
  }

  remove(name: string): Promise<void> {
    return this.#unlessHeld(name, () => this.#disk.remove(name));
  }

  async #unlessHeld(name: string, write: () => Promise<void>): Promise<void> {
    if (!this.#isHeld) return write();
    const attributes = { code: 'disk-failed', blame: 'environment', temporary: true } as const;
    throw new Fault(attributes, `${name}: the journals on this disk have not been read yet`);
  }
}
