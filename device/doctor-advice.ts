/** What may be wrong with any line. */
const ofAnyLine = {
  taken: 'another program has this line: stop it (the unit itself, perhaps), then examine again',
  forbidden:
    'the user who runs this may not use this line: add the user to the group of the device (`dialout`)',
} as const;

/** What a mechanic may try, by what was seen on a line. */
const advice = {
  'I/O board': {
    unreachable: 'nobody is at that address: is the board powered, and its cable in?',
    noise:
      'something answers, but not as this board should: speed, unit number, loose wires, or another device on the line',
    silent: 'the line is open, but no board answers: power, wires A and B swapped, speed, or unit number',
    places:
      "something answers, but not as this board should, for it has no such input or relay: is it another kind, or are `inputs` and `relays` of `board` in the car's file wrong?",
    other:
      "another board is in its place, and nothing is moved by it: fit the right one, or put `board.identity` right in the car's file",
  },
  'OBD adapter': {
    unreachable: 'the line cannot be opened: is the adapter plugged in, or paired?',
    silent: 'the line is open, but silent: adapter without power (socket, fuse), or loose plug',
    noise:
      'something speaks, but not as an OBD adapter: try another speed (baud=auto), or it is another device',
  },
  phones: {
    unreachable:
      "the line for phones cannot be had: is the Bluetooth module plugged in, and `phones` in the car's file right?",
  },
  GNSS: {
    unreachable: 'the line cannot be opened: is the receiver plugged in?',
    silent: 'silence; most receivers are powered with the ignition',
    noise:
      'bytes come, but no sentences: try another speed (baud=9600, 38400, 115200), or it is another device',
  },
  broker: {
    unreachable: "nobody is there: coverage, SIM, or the address in the car's file",
    silent: 'reached, but no answer: another service at that address, or the network swallows it',
    busy: 'the broker answers, but takes nobody at the moment: try again; where it stays so, the operator must look at it',
    otherVersion: 'the broker does not speak MQTT 3.1.1: the operator must allow it, or name another broker',
    foreign: 'what answers there is no MQTT broker',
    hungUp:
      'somebody is there and hangs up: does the address begin with `mqtt://` where the broker wants TLS (`mqtts://`), or is it the port of something else?',
    unsecured:
      'somebody is there and does not speak TLS: is it the wrong port, or a broker for `mqtt://`, or does the network interfere?',
    expired:
      "its certificate has expired: the operator must renew it, unless this unit's clock is wrong (see `clock` above)",
    early: "its certificate is not valid yet: this unit's clock is probably wrong (see `clock` above)",
    otherName:
      "its certificate is for another name than the address in the car's file: put the certificate's name there, or have one made for this address",
    otherAuthority:
      "its certificate is by nobody whom this car believes: put the operator's authority at `ca` in the car's file; where that is right, somebody else answers at this address",
    doubted:
      "its certificate is not believed: see `ca` in the car's file, the broker's certificate, and this unit's date",
    unusable:
      "not asked: a certificate or key that the car's file names is no good; put it right, or `car renew`",
    refused:
      'does not let this car in: its file may be out of date (`car renew`), or the broker asks for a client certificate (`certificate` and `key` there)',
  },
} as const;

type Advised = keyof typeof advice;

/** What the I/O board's library says of answers that came and are none. */
const garbled = /CRC error|data (?:length )?error|refuses|confirms another relay/i;
const silence = /time[d -]*out|no answer|silence/i;

/** What is told of a line that fails: what to try first, then what the machine said. */
export function lineSays(check: Advised, reason: string, heard: 'bytes' | 'nothing' = 'nothing'): string {
  const hints: Partial<Record<'unreachable' | 'silent' | 'noise' | 'places' | 'other', string>> =
    advice[check];
  const hint =
    ofAnyLineBy(reason) ??
    (/another board answers/.test(reason) ? hints.other : undefined) ??
    (/Illegal data address/i.test(reason) ? hints.places : undefined) ??
    (heard === 'bytes' || garbled.test(reason) ? hints.noise : undefined) ??
    (silence.test(reason) ? hints.silent : undefined) ??
    hints.unreachable;
  return `${hint} (${reason})`;
}

function ofAnyLineBy(reason: string): string | undefined {
  if (/taken by another program|cannot lock port|EBUSY|resource busy/i.test(reason)) return ofAnyLine.taken;
  return /EACCES|permission denied/i.test(reason) ? ofAnyLine.forbidden : undefined;
}

/** @param code of the fault, where there is one */
export const brokerSays = (url: string | undefined, reason: string, code?: string): string =>
  `${url === undefined ? '' : `${url}: `}${hintByCode(reason, code) ?? brokerHint(reason)} (${reason})`;

function hintByCode(reason: string, code: string | undefined): string | undefined {
  switch (code) {
    case 'broker-refused':
      return refusalHint(reason);
    case 'certificate-unusable':
    case 'configuration-unreadable':
    case 'configuration-exposed':
      return advice.broker.unusable;
    default:
      return undefined;
  }
}

/** By what is said where certificates are looked at (`brokerFault`). */
const refusals: readonly (readonly [RegExp, string])[] = [
  [/^the broker's certificate has expired/, advice.broker.expired],
  [/^the broker's certificate is not valid yet/, advice.broker.early],
  [/^the broker's certificate is for another name/, advice.broker.otherName],
  [/^the broker's certificate is (by an unknown authority|self-signed)/, advice.broker.otherAuthority],
  [/^the broker's certificate /, advice.broker.doubted],
  [/^the broker does not speak TLS/, advice.broker.unsecured],
  [/protocol version/, advice.broker.otherVersion],
];

function refusalHint(reason: string): string {
  const [, hint = advice.broker.refused] = refusals.find(([said]) => said.test(reason)) ?? [];
  return hint;
}

function brokerHint(reason: string): string {
  if (/before secure TLS connection/.test(reason)) return advice.broker.unsecured;
  if (/the connection was closed|ECONNRESET/.test(reason)) return advice.broker.hungUp;
  if (/Server unavailable/.test(reason)) return advice.broker.busy;
  if (silence.test(reason)) return advice.broker.silent;
  return /header|packet/i.test(reason) ? advice.broker.foreign : advice.broker.unreachable;
}

const diskHints: readonly (readonly [RegExp, string])[] = [
  [
    /EROFS|read-only/i,
    'the card has become read-only, as worn cards do: replace it; until then nothing outlives a power cut',
  ],
  [/ENOSPC|no space/i, 'the card is full: records wait in memory; see what else fills it'],
  [
    /ENOTDIR|EEXIST/i,
    "something else stands where the journal's folder is to be: see `folder` in the car's file",
  ],
  [/EACCES|EPERM/i, 'the folder belongs to another user than the one who runs this'],
];

export function diskSays(reason: string): string {
  const [, hint = 'the card fails: replace it'] = diskHints.find(([seen]) => seen.test(reason)) ?? [];
  return `${hint} (${reason})`;
}
