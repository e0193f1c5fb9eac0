import test from 'tape';
import { LabelledImages, type LabelledImagesData } from '../../src/data/index.ts';
import { Generator } from '../../src/random/index.ts';
import { RandomHorizontalFlip, ToTensor } from '../../src/vision/transforms/index.ts';

/** Two pictures of 1 × 2 pixels in three planes. */
const data: LabelledImagesData = {
  name: 'pair',
  origin: 'here',
  images: Uint8Array.from([1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 255]),
  labels: Uint8Array.from([1, 0]),
  classes: ['cat', 'dog'],
  channels: 3,
  height: 1,
  width: 2,
};

test('without a transform a sample is a picture and its label', (t) => {
  const [image, label] = LabelledImages.of(data).get(0);

  t.deepEqual(image, { data: Uint8Array.from([1, 3, 5, 2, 4, 6]), width: 2, height: 1, channels: 3 });
  t.equal(label, 1);
  t.end();
});

test('with a transform it is a tensor, of bytes if the transform leaves bytes', (t) => {
  const random = new Generator(1);
  const [floats] = LabelledImages.of(data).withTransform(new ToTensor()).get(1, random);
  t.deepEqual([floats.dtype, floats.shape, floats.toTypedArray()[5]], ['float32', [3, 1, 2], 1]);

  const flipped = LabelledImages.of(data, new RandomHorizontalFlip(1));
  const [bytes] = flipped.get(0, random);
  t.deepEqual([bytes.dtype, [...bytes.toTypedArray()]], ['uint8', [2, 1, 4, 3, 6, 5]]);
  const [batch, labels] = flipped.getBatch([1, 0], () => random);
  t.deepEqual([batch.dtype, batch.shape], ['uint8', [2, 3, 1, 2]]);
  t.deepEqual([...batch.numbers], [20, 10, 40, 30, 255, 50, 2, 1, 4, 3, 6, 5]);
  t.deepEqual([...labels.numbers], [0, 1]);
  t.end();
});

test('a tensor of bytes owns them: writing into it does not change the data set', (t) => {
  const unchanged = LabelledImages.of(data, new RandomHorizontalFlip(0));
  const [bytes] = unchanged.get(0);
  t.notEqual(bytes.storage.read().buffer, data.images.buffer);
  t.end();
});

test('data that do not go together are refused with their numbers', (t) => {
  t.throws(
    () => LabelledImages.of({ ...data, width: 3 }),
    /pair: 2 pictures of 3 × 1 × 3 have 18 bytes, but there are 12/,
  );
  t.throws(() => LabelledImages.of({ ...data, classes: ['cat'] }), /pair: picture 0 is of class 1, but there are 1/);
  t.throws(() => LabelledImages.of(data).get(2), /pair: there is no sample 2; the data set has 2, from 0 on/);
  t.throws(() => LabelledImages.of(data).get(0.5), /there is no sample 0.5/);
  t.end();
});
