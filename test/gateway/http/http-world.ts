import { onTestFinished } from 'vitest';
import type { HttpApp } from '../../../gateway/http/app.ts';
import { createHttp } from '../../../gateway/http.ts';
import type { IngestHealth } from '../../../gateway/ingest/ingest-queue.ts';
import type { Store } from '../../../gateway/ports.ts';
import { driverId } from '../../../protocol/ids.ts';
import type { Log } from '../../../protocol/runtime.ts';
import { silentLog } from '../../../protocol/runtime.ts';
import { authorizationBy, enrolmentBody } from '../../support/phone-request.ts';
import { ed25519Key, p256Key, type SigningKey, sha256 } from '../../support/signing-keys.ts';
import { TestStore } from '../../support/store.ts';

export const ann = driverId('ann');
export const phone = p256Key(sha256(new Uint8Array([1])));
export const otherPhone = ed25519Key(sha256(new Uint8Array([2])));

export const green: IngestHealth = {
  state: 'green',
  reason: null,
  waitingMessages: 0,
  waitingBytes: 0,
  lastCommitAt: null,
};

/** What a request was answered with. */
export interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

interface Options {
  /** In place of methods of the store. */
  readonly store?: Partial<Store>;
  readonly health?: () => IngestHealth;
  readonly log?: Log;
}

/** The routes over a store in memory with a customer and the driver `ann`, asked by injection. */
export class HttpWorld {
  readonly gateway: TestStore;
  readonly app: HttpApp;

  static async open(options: Options = {}): Promise<HttpWorld> {
    const gateway = new TestStore();
    gateway.addPeople();
    const app = await createHttp({
      store: { ...gateway.store, ...options.store },
      gateway: { health: options.health ?? (() => green) },
      clock: gateway.clock.clock,
      log: options.log ?? silentLog,
    });
    onTestFinished(() => app.close());
    return new HttpWorld(gateway, app);
  }

  private constructor(gateway: TestStore, app: HttpApp) {
    this.gateway = gateway;
    this.app = app;
  }

  /** A request as it stands. */
  async ask(
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    headers: Readonly<Record<string, string>> = {},
    payload?: string,
  ): Promise<Answer> {
    const answer = await this.app.inject({
      method,
      url,
      headers: { ...(payload === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    return {
      status: answer.statusCode,
      type: answer.headers['content-type'],
      headers: answer.headers,
      body: answer.body === '' ? null : answer.json(),
    };
  }

  /** Signed by a phone, at the gateway's time or so much later. */
  signed(
    by: SigningKey,
    method: 'GET' | 'POST',
    target: string,
    body?: string,
    laterMilliseconds = 0,
  ): Promise<Answer> {
    const time = this.gateway.clock.clock.wall() + laterMilliseconds;
    const authorization = authorizationBy(by, {
      method,
      target,
      time,
      ...(body === undefined ? {} : { body }),
    });
    return this.ask(method, target, { authorization }, body);
  }

  enrol(by: SigningKey, code: string): Promise<Answer> {
    return this.signed(by, 'POST', '/v1/phones', enrolmentBody(by, code));
  }
}
