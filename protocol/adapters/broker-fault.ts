import { Fault, messageOf } from '../errors.ts';

/** What is wrong with a broker's certificate, by the codes of Node's TLS. */
const certificateReasons: ReadonlyMap<string, string> = new Map([
  ['CERT_HAS_EXPIRED', "the broker's certificate has expired"],
  ['CERT_NOT_YET_VALID', "the broker's certificate is not valid yet, or this machine's clock is wrong"],
  ['ERR_TLS_CERT_ALTNAME_INVALID', "the broker's certificate is for another name"],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', "the broker's certificate is self-signed and not among the CA's"],
  ['SELF_SIGNED_CERT_IN_CHAIN', "the broker's certificate is by an unknown authority"],
  ['UNABLE_TO_GET_ISSUER_CERT', "the broker's certificate is by an unknown authority"],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', "the broker's certificate is by an unknown authority"],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', "the broker's certificate is by an unknown authority"],
  ['CERT_SIGNATURE_FAILURE', "the broker's certificate is by an unknown authority"],
]);

/** What OpenSSL says without a code of its own: alerts of the other end (RFC 8446, 6.2), and what is no TLS at all. */
const handshakeReasons: readonly (readonly [RegExp, string])[] = [
  [/alert certificate required/i, 'the broker asks for a client certificate'],
  [
    /alert (bad certificate|certificate \w+|unsupported certificate|unknown ca|access denied)/i,
    "the broker refuses this side's certificate",
  ],
  [/wrong version number|packet length too long/i, 'the broker does not speak TLS on this port'],
];

/** What Node adds for its own users. */
const nodesAdvice = /; if the root CA is installed locally.*$/;

/** CONNACK return codes that will be the same next time (MQTT 3.1.1, table 3.1); 3, "unavailable", may pass. */
const lastingReturnCodes: ReadonlySet<unknown> = new Set([1, 2, 4, 5]);

/**
 * Why MQTT.js did not connect: `broker-refused` where a person must put something right, at either end;
 * `broker-unavailable` where it may pass by itself.
 */
export function brokerFault(error: Error): Fault {
  const code = 'code' in error ? error.code : undefined;
  const tlsReason = typeof code === 'string' ? tlsReasonOf(code, error.message) : undefined;
  if (tlsReason !== undefined)
    return brokerRefused(`${tlsReason} (${error.message.replace(nodesAdvice, '')})`);
  return lastingReturnCodes.has(code) ? brokerRefused(error.message) : brokerUnavailable(describe(error));
}

export function brokerUnavailable(reason: string, details = { mayHaveHappened: true }): Fault {
  return new Fault({ code: 'broker-unavailable', blame: 'environment', temporary: true, ...details }, reason);
}

export function brokerRefused(reason: string): Fault {
  return new Fault({ code: 'broker-refused', blame: 'operator' }, reason);
}

function tlsReasonOf(code: string, message: string): string | undefined {
  const isHandshake = code === 'EPROTO' || code.startsWith('ERR_SSL_');
  const said = isHandshake ? handshakeReasons.find(([pattern]) => pattern.test(message)) : undefined;
  return certificateReasons.get(code) ?? said?.[1];
}

/** A failed connection to a name with two addresses has its messages inside. */
const describe = (error: Error): string =>
  error instanceof AggregateError ? error.errors.map(messageOf).join(', ') : error.message;
