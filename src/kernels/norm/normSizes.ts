import type { SizesNamed } from '../kernel.ts';

export const normSizeNames = ['groups', 'groupInner', 'features', 'featureInner'] as const;

/**
 * Which numbers are normalised together, and which weight each gets. The input is seen as [outer, groups, groupInner]:
 * what lies in one group has one mean and one variance. At the same time it is seen as […, features, featureInner]: what
 * lies in one feature has one weight and one bias.
 *
 *                 groups              groupInner                     features  featureInner
 *   batchNorm     channels            elements of a plane            channels  elements of a plane
 *   instanceNorm  images · channels   elements of a plane            channels  elements of a plane
 *   groupNorm     images · groups     channels of a group · plane    channels  elements of a plane
 *   layerNorm     rows                elements of a row              the same  1
 */
export type NormSizes = SizesNamed<typeof normSizeNames>;

export const normSumSizeNames = ['pieceLength', 'pieces', 'groups', 'features', 'featureInner'] as const;

/**
 * For sums over a group, the input is seen as [outer, groups, pieces, pieceLength]. A kernel adds up one piece; `sum`
 * adds the pieces.
 */
export type NormSumSizes = SizesNamed<typeof normSumSizeNames>;
