/** Fixed header of a packet with so many bytes behind it (MQTT 3.1.1, 2.2). */
const fixedHeader = (rest: number): number => {
  let length = 2;
  for (let left = rest >>> 7; left > 0; left >>>= 7) length++;
  return length;
};

const packet = (rest: number): number => fixedHeader(rest) + rest;
const text = (value: string | Uint8Array): number => 2 + value.length;
const identifier = 2;
const acknowledgement = packet(identifier);

/** Both PUBLISH and its PUBACK, at QoS 1. */
export const publishBytes = (topic: string, payloadBytes: number): number =>
  packet(text(topic) + identifier + payloadBytes) + acknowledgement;

/** SUBSCRIBE to one filter, and SUBACK. */
export const subscribeBytes = (filter: string): number =>
  packet(identifier + text(filter) + 1) + packet(identifier + 1);

/** PINGREQ and PINGRESP. */
export const pingBytes = 2 * packet(0);

export interface ConnectContents {
  readonly clientId: string;
  readonly username: string;
  readonly passwordBytes: number;
  readonly willTopic: string;
  readonly willBytes: number;
}

/** CONNECT and CONNACK. */
export const connectBytes = (contents: ConnectContents): number => {
  const { clientId, username, passwordBytes, willTopic, willBytes } = contents;
  const variableHeader = text('MQTT') + 4;
  const payload = text(clientId) + text(willTopic) + 2 + willBytes + text(username) + 2 + passwordBytes;
  return packet(variableHeader + payload) + packet(2);
};
