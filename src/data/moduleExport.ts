import { ArgumentError } from '../errors.ts';
import type { Dataset } from './dataset.ts';

/**
 * Something that another thread can find: an export of a module. Functions cannot cross to a thread; their names can.
 * If the export is a function, it is called with `args`, and may give a promise.
 */
export interface ModuleExport {
  /** A URL, as `import.meta.url` and `new URL('./data.ts', import.meta.url)` give it, or a package's name. */
  readonly module: string | URL;
  readonly export: string;
  /** What structured cloning can copy: numbers, strings, typed arrays, lists and objects of these. */
  readonly args?: readonly unknown[];
}

/** A `ModuleExport` that can be sent to a thread. */
export interface SendableExport {
  readonly module: string;
  readonly export: string;
  readonly args: readonly unknown[];
}

export const moduleExportForm = "{ module: new URL('./myData.ts', import.meta.url), export: 'makeDataset', args: [] }";

export function isModuleExport(value: object): value is ModuleExport {
  return 'module' in value && 'export' in value;
}

/** @throws ArgumentError for a module named relative to nothing. */
export function sendable(source: ModuleExport): SendableExport {
  const module = String(source.module);
  if (module.startsWith('.')) {
    throw new ArgumentError(
      'DataLoader',
      `the module '${module}' is relative, but to which file? Write new URL('${module}', import.meta.url).`,
    );
  }
  return { module, export: source.export, args: source.args ?? [] };
}

/** The data set that the export is or makes. @throws ArgumentError if it is none. */
export async function importDataset(source: SendableExport): Promise<Dataset<unknown>> {
  const found = await importExport(source);
  const dataset: unknown = typeof found === 'function' ? await found(...source.args) : found;
  if (!isDataset(dataset)) {
    throw new ArgumentError(
      'DataLoader',
      `'${source.export}' of ${source.module} is no data set and makes none: a data set has a length and get(index)`,
    );
  }
  return dataset;
}

/** The collate function that the export is; with args, the one that it makes. @throws ArgumentError if it is none. */
export async function importCollate(source: SendableExport): Promise<(samples: unknown[]) => unknown> {
  const found = await importExport(source);
  const collate = source.args.length > 0 && typeof found === 'function' ? await found(...source.args) : found;
  if (typeof collate !== 'function') {
    throw new ArgumentError('DataLoader', `'${source.export}' of ${source.module} is no collate function`);
  }
  return (samples) => collate(samples);
}

async function importExport({ module, export: name }: SendableExport): Promise<unknown> {
  const names: Record<string, unknown> = await import(/* @vite-ignore */ module);
  if (!(name in names)) {
    throw new ArgumentError(
      'DataLoader',
      `${module} has no export '${name}'; it has ${Object.keys(names).join(', ') || 'none'}`,
    );
  }
  return names[name];
}

export function isDataset(value: unknown): value is Dataset<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'length' in value &&
    Number.isInteger(value.length) &&
    'get' in value &&
    typeof value.get === 'function'
  );
}
