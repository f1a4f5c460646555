/** What a mechanic may try, by what was seen on a line. */
const advice = {
  'I/O board': {
    unreachable: 'nobody is at that address: is the board powered, and its cable in?',
    silent: 'the line is open, but no board answers: power, wires A and B swapped, speed, or unit number',
    other:
      "another board is in its place, and nothing is moved by it: fit the right one, or put `board.identity` right in the car's file",
  },
  'OBD adapter': {
    unreachable: 'the line cannot be opened: is the adapter plugged in, or paired?',
    silent: 'the line is open, but silent: adapter without power (socket, fuse), or loose plug',
    noise:
      'something speaks, but not as an OBD adapter: try another speed (baud=auto), or it is another device',
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
    foreign: 'what answers there is no MQTT broker',
    doubted:
      "its certificate is not believed: see `ca` in the car's file, the broker's certificate, and this unit's date",
    unusable:
      "not asked: a certificate or key that the car's file names is no good; put it right, or `car renew`",
    refused: 'does not let this car in: its file may be out of date (`car renew`), or see the reason',
  },
} as const;

type Advised = keyof typeof advice;

const silence = /time[d -]*out|no answer|silence/i;

/** What is told of a line that fails: what to try first, then what the machine said. */
export function lineSays(check: Advised, reason: string, heard: 'bytes' | 'nothing' = 'nothing'): string {
  const hints: Partial<Record<'unreachable' | 'silent' | 'noise' | 'other', string>> = advice[check];
  const hint =
    (/another board answers/.test(reason) ? hints.other : undefined) ??
    (heard === 'bytes' ? hints.noise : undefined) ??
    (silence.test(reason) ? hints.silent : hints.unreachable);
  return `${hint} (${reason})`;
}

/** @param code of the fault, where there is one */
export const brokerSays = (url: string | undefined, reason: string, code?: string): string =>
  `${url === undefined ? '' : `${url}: `}${hintByCode(reason, code) ?? brokerHint(reason)} (${reason})`;

function hintByCode(reason: string, code: string | undefined): string | undefined {
  switch (code) {
    case 'broker-refused':
      return /^the broker's certificate /.test(reason) ? advice.broker.doubted : advice.broker.refused;
    case 'certificate-unusable':
    case 'configuration-unreadable':
    case 'configuration-exposed':
      return advice.broker.unusable;
    default:
      return undefined;
  }
}

function brokerHint(reason: string): string {
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
