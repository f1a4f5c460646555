import { mqttContract } from './mqtt.ts';
import { openRealMqtt } from './real-mqtt.ts';

mqttContract('aedes and MQTT.js over TCP', () => openRealMqtt());
