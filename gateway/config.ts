import { parseDocument } from 'yaml';
import { z } from 'zod';
import { Fault, messageOf } from '../protocol/errors.ts';
import { issuerId } from '../protocol/ids.ts';
import { outsideBrokerUrl } from './broker-url.ts';
import { isLoopback } from './loopback.ts';

const count = z.int().min(1);

const schema = z.strictObject({
  /** Who may read everything that cars and gateway say, and write nothing. */
  observer: z.strictObject({ name: z.string().min(1).max(64), password: z.string().min(12) }).optional(),
  token: z
    .strictObject({
      /** CWT `iss` of the tokens that this gateway issues. */
      issuer: z
        .string()
        .regex(/^[a-z0-9-]{1,8}$/, 'not 1 to 8 of a-z 0-9 -')
        .default('ritmeter')
        .transform(issuerId),
      /** A token opens the car so long before the reserved start (D15). */
      earlyPickUpMinutes: z.int().min(0).max(1440).default(15),
      /** A token is good so long after the reserved end, so that a late driver can still return the car. */
      returnGraceHours: z.int().min(0).max(720).default(24),
    })
    .prefault({}),
  /** From when on a car refuses a remote command (clause 5.2). */
  commandSeconds: count.max(300).default(30),
  ingest: z
    .strictObject({
      /** Messages that wait for COMMIT; past that connections are closed without PUBACK (D4, D13). */
      mostWaitingMessages: count.default(20_000),
      mostWaitingBytes: count.default(64 * 1024 * 1024),
      /** Messages in one transaction. */
      mostGroupedMessages: count.default(1000),
      /** Bytes in one transaction: what is urgent does not wait for longer than these take. */
      mostGroupedBytes: count.default(256 * 1024),
      /** Of what a car sends and nobody can read so much is kept; more is only counted, and its car told (D13). */
      mostRejectedMessages: count.default(10_000),
      mostRejectedBytes: count.default(16 * 1024 * 1024),
      /** Contradicting copies beside the first of each place; of what the car has signed twice as much (D13). */
      mostContradictingRecords: count.default(10_000),
      mostContradictingBytes: count.default(16 * 1024 * 1024),
      /** Of a car; what comes of further ones is not stored and gets no receipt (D13, clause 4.5). */
      mostJournals: count.min(1000).default(1000),
      /** Of a car, places of its journals beyond the last that it has signed; what comes beyond them gets no receipt (clause 4.5). */
      mostUnsignedRecords: count.min(10_000).default(100_000),
      mostUnsignedBytes: count.min(4 * 1024 * 1024).default(64 * 1024 * 1024),
      /** Of a car: what it takes 14 years of at most (clause 4.4). */
      mostSamples: count.min(100_000).default(500_000),
      /** A car gets a receipt at most so often, the first at once; while it goes on sending, once in five times as long. */
      receiptMilliseconds: z.int().min(0).max(10_000).default(200),
      /** So long without COMMIT connections are closed without PUBACK (D4). */
      commitSeconds: count.default(10),
    })
    .prefault({}),
});

/** What an operator can set; nothing in it is needed. */
export type GatewayConfig = z.output<typeof schema>;

/** 0 is any free one. */
const port = z.int().min(0).max(65_535);
const path = z.string().min(1);

/** PEM files, relative to the configuration; the key's mode must be 0600. */
const serverTls = z.strictObject({ certificate: path, key: path });

interface Listening {
  readonly host: string;
  readonly tls?: unknown;
}

const isSafe = ({ host, tls }: Listening): boolean => tls !== undefined || isLoopback(host);
const unsafe = {
  path: ['host'],
  error: 'beyond this machine secrets would travel in the clear: set tls, or use 127.0.0.1',
};

const brokerUrl = z.string().superRefine((text, context) => {
  try {
    outsideBrokerUrl(text);
  } catch (thrown) {
    context.addIssue({ code: 'custom', message: messageOf(thrown) });
  }
});

const days = count.max(36_500);

const fileSchema = schema.omit({ observer: true }).extend({
  /** Where cars reach the broker; over TLS where that is set. */
  listen: z
    .strictObject({
      host: z.string().min(1).default('127.0.0.1'),
      port: port.default(1883),
      /**
       * Where `clientCa` is given, cars must show a certificate by one of its authorities. `ca`: whom cars are to believe,
       * as their files are to say; a root at the end of `certificate`, or else the system's authorities, where left out.
       */
      tls: serverTls.extend({ clientCa: path.optional(), ca: path.optional() }).optional(),
    })
    .refine(isSafe, unsafe)
    .prefault({}),
  /** A broker of its own between cars and gateway, instead of the embedded one. */
  outsideBroker: z
    .strictObject({
      url: brokerUrl,
      /** Its password is in a file of its own. */
      username: z.string().min(1).max(64).default('ritmeter-gateway'),
      /** Authorities to believe in place of those that the system knows; PEM, relative to this file. */
      ca: path.optional(),
    })
    .optional(),
  /** Where phones enrol and fetch their tokens; over HTTPS where `tls` is set. */
  http: z
    .strictObject({
      enabled: z.boolean().default(true),
      host: z.string().min(1).default('127.0.0.1'),
      port: port.default(8080),
      tls: serverTls.optional(),
    })
    .refine(isSafe, unsafe)
    .prefault({}),
  /** The login that reads everything; its password is in a file of its own. */
  observerName: z.string().min(1).max(64).default('observer'),
  /** How many days each kind of data is kept; `retention apply` carries it out. */
  retention: z
    .strictObject({
      samplesDays: days.default(400),
      setAsideDays: days.default(400),
      tokensDays: days.default(90),
      commandsDays: days.default(400),
      /** Without bodies nothing can be billed anew, and no bill proven. */
      recordBodiesDays: days.default(3650),
    })
    .prefault({}),
  /** Folder of the price lists, relative to this file; the built-in ones where left out. */
  priceLists: z.string().min(1).optional(),
});

/** What an operator can set in the file of a gateway program; secrets are elsewhere. */
export type GatewayFile = z.output<typeof fileSchema>;

/**
 * The configuration from a value as YAML or JSON gives it.
 * @throws {Fault} `invalid-configuration` naming every field that is wrong.
 */
export function parseGatewayConfig(value: unknown): GatewayConfig {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(faultsOf(result.error));
}

/**
 * Reads the file of a gateway program; an empty one is good.
 * @throws {Fault} `invalid-configuration` naming the file and every fault in it with its path.
 */
export function parseGatewayFile(text: string, fileName: string): GatewayFile {
  const document = parseDocument(text, { prettyErrors: true });
  const faults = document.errors.map(({ message }) => message.split('\n')[0] ?? message);
  if (faults.length > 0) throw invalid(faults, `${fileName}: `);
  const result = fileSchema.safeParse(document.toJS() ?? {});
  if (result.success) return result.data;
  throw invalid(faultsOf(result.error), `${fileName}: `);
}

const faultsOf = ({ issues }: z.ZodError): string[] =>
  issues.map(({ path, message }) => `${path.join('.') || 'configuration'}: ${message}`);

const invalid = (faults: readonly string[], where = ''): Fault =>
  new Fault({ code: 'invalid-configuration', blame: 'operator' }, where + faults.join('; '));
