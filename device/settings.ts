import { firstSettings, type Settings } from '../protocol/settings/settings.ts';

/** The settings that hold now. */
export class CurrentSettings {
  #settings: Settings;

  constructor(settings: Settings = firstSettings) {
    this.#settings = settings;
  }

  get now(): Settings {
    return this.#settings;
  }

  replace(settings: Settings): void {
    this.#settings = settings;
  }
}
