import fc from 'fast-check';
import test from 'tape';
import { agree, median } from '../../bench/statistics.ts';

test('the median is the middle one, or the mean of the two in the middle', (t) => {
  t.equal(median([3, 1, 2]), 2);
  t.equal(median([10, 1, 2, 3]), 2.5);
  t.throws(() => median([]), /median: there are no numbers/);
  t.end();
});

test('as many numbers are above the median as below it', (t) => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (numbers) => {
      const middle = median(numbers);
      const below = numbers.filter((value) => value < middle).length;
      const above = numbers.filter((value) => value > middle).length;
      return below <= numbers.length / 2 && above <= numbers.length / 2;
    }),
  );
  t.pass('for all lists of integers');
  t.end();
});

test('results agree up to a thousandth of the largest', (t) => {
  t.ok(agree([100, 0], [100.09, 0.09]));
  t.notOk(agree([100, 0], [100.2, 0]), 'too far');
  t.notOk(agree([100], [100, 0]), 'a number too many');
  t.notOk(agree([100, 0], [100]), 'a number too few');
  t.notOk(agree([100], [Number.NaN]), 'not a number');
  t.end();
});
