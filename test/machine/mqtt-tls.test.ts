import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { mqttContract } from '../contract/mqtt.ts';
import { openRealMqtt } from '../contract/real-mqtt.ts';
import { Authority } from './certificates.ts';

const folder = mkdtempSync(join(tmpdir(), 'ritmeter-tls-'));
afterAll(() => rmSync(folder, { recursive: true }));

const authority = new Authority(folder);
const ca = authority.own.certificate;
const broker = authority.issue({ name: 'broker', alternativeName: 'IP:127.0.0.1' });
const client = authority.issue({ name: 'client' });

mqttContract('aedes and MQTT.js over TLS, with certificates at both ends', () =>
  openRealMqtt({ tls: { broker: { ...broker, clientCa: ca }, client: { ...client, ca } } }),
);
