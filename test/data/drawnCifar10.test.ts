import test from 'tape';
import { cifar10Classes, drawnCifar10 } from '../../src/data/index.ts';

test('the drawn set has the form of CIFAR-10: bytes [3, 32, 32] and its ten classes', (t) => {
  const { data } = drawnCifar10({ images: 20 });

  t.deepEqual([data.channels, data.height, data.width, data.images.length], [3, 32, 32, 20 * 3072]);
  t.deepEqual(data.classes, cifar10Classes);
  t.equal(cifar10Classes.join(), 'airplane,automobile,bird,cat,deer,dog,frog,horse,ship,truck');
  t.match(`${data.name}, ${data.origin}`, /drawn CIFAR-10, drawn by a program/, 'and says that it is drawn');
  t.end();
});

test('every ten pictures show each class once', (t) => {
  const { labels } = drawnCifar10({ images: 30, seed: 3 });
  for (const start of [0, 10, 20]) {
    t.deepEqual([...labels.slice(start, start + 10)].sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }
  t.notDeepEqual(labels.slice(0, 10), labels.slice(10, 20), 'in changing order');
  t.end();
});

test('a picture depends on the seed and its number, not on how many there are', (t) => {
  const [few, many] = [drawnCifar10({ images: 5, seed: 7 }), drawnCifar10({ images: 12, seed: 7 })];

  t.ok(few.data.images.every((value, index) => value === many.data.images[index]));
  t.ok(few.labels.every((value, index) => value === many.labels[index]));
  t.notOk(drawnCifar10({ images: 5, seed: 8 }).data.images.every((value, index) => value === few.data.images[index]));
  t.end();
});

test('pictures of one class differ, and yet a class is nearer to itself than to others', (t) => {
  const { images, labels } = drawnCifar10({ images: 400, seed: 1 }).data;
  // The nearest mean of 200 pictures names the class of the other 200 far more often than guessing, and not always.
  const means = cifar10Classes.map(() => new Float64Array(3072));
  for (let picture = 0; picture < 200; picture++) {
    for (let i = 0; i < 3072; i++) means[labels[picture]][i] += images[picture * 3072 + i] / 20;
  }
  let right = 0;
  for (let picture = 200; picture < 400; picture++) {
    const distances = means.map((mean) =>
      mean.reduce((sum, value, i) => sum + (value - images[picture * 3072 + i]) ** 2, 0),
    );
    right += distances.indexOf(Math.min(...distances)) === labels[picture] ? 1 : 0;
  }

  t.ok(right > 50 && right < 150, `${right} of 200 by the nearest mean, where guessing gives 20`);
  t.end();
});

test('bad counts and options are refused', (t) => {
  t.throws(() => drawnCifar10({ images: 0 }), /drawnCifar10: images must be a positive integer, but is 0/);
  t.throws(() => drawnCifar10({ image: 3 } as never), /unknown option "image"; did you mean "images"/);
  t.throws(() => drawnCifar10({ seed: 0.5 }), /seed must be an integer/);
  t.end();
});
