import { isMain, isTest, packageOf } from '../places.ts';
import { ruleForEach } from '../violation.ts';

const faces: ReadonlySet<string> = new Set([
  'device/device.ts',
  'device/ports.ts',
  'device/config.ts',
  'gateway/gateway.ts',
  'gateway/ports.ts',
  'gateway/config.ts',
]);

const allowedPackages: Readonly<Record<string, readonly string[]>> = {
  protocol: ['protocol'],
  device: ['device', 'protocol'],
  gateway: ['gateway', 'protocol'],
  simulator: ['simulator', 'protocol'],
};

/** Design, "Layout and who may import whom": which package may import which. */
export const directions = ruleForEach('directions', (source) =>
  source.imports.flatMap(({ specifier, target, start }) => {
    if (specifier === undefined && !isTest(source.path)) {
      return { start, message: 'import() of a computed path cannot be checked; name the file' };
    }
    if (target === undefined || mayImport(source.path, target)) return [];
    return { start, message: `may not import ${target}` };
  }),
);

function mayImport(from: string, target: string): boolean {
  if (isMain(target)) return false;
  if (isTest(from)) return true;
  if (allowedPackages[packageOf(from)]?.includes(packageOf(target))) return true;
  return (
    packageOf(from) === 'simulator' && (faces.has(target) || (isMain(from) && isCarOrGatewayAdapter(target)))
  );
}

function isCarOrGatewayAdapter(path: string): boolean {
  return path.startsWith('device/adapters/') || path.startsWith('gateway/adapters/');
}
